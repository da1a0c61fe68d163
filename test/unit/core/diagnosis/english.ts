// A finding in English, as the report says it.
import type { Judged } from '../../../../src/core/diagnosis/finding.ts';
import type { Sentence } from '../../../../src/core/sentence.ts';

export function inEnglish({ text, args = [] }: Sentence): string {
  return text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)]));
}

export function english({ words, cure }: Judged): string {
  return [...words, ...(cure ? [cure] : [])].map(inEnglish).join(' ');
}
