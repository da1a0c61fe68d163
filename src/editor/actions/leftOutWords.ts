// Which changed files were left out of a request and why, in sentences for the person.
import type { LeftOutWhy } from '../../core/actions/commitDiff.ts';
import { type Sentence, sentence } from '../../core/sentence.ts';
import { locale, say } from '../texts.ts';
import type { CommitChanges } from './commitChanges.ts';

const mostNamed = 6;

/** No sentence when everything went along. */
export function leftOutSentences({ leftOut, cut }: CommitChanges): readonly Sentence[] {
  const entries = [
    ...leftOut.map(({ path, why }) => whySentences[why](path)),
    ...cut.map((path) => sentence('{0} (only its beginning was sent)', path)),
  ];
  if (entries.length === 0) return [];
  const shown = entries.slice(0, mostNamed).map(say);
  const list = new Intl.ListFormat(locale(), { type: 'unit', style: 'short' }).format(shown);
  const more = entries.length - shown.length;
  return [
    sentence('Not sent: {0}.', list),
    ...(more > 0 ? [sentence('{0} more files were not sent either.', more)] : []),
  ];
}

const whySentences: Readonly<Record<LeftOutWhy, (path: string) => Sentence>> = {
  private: (path) => sentence('{0} (never leaves this machine)', path),
  generated: (path) => sentence('{0} (generated)', path),
  binary: (path) => sentence('{0} (binary)', path),
  unreadable: (path) => sentence('{0} (its changes could not be read)', path),
  tooMany: (path) => sentence('{0} (too many files)', path),
};
