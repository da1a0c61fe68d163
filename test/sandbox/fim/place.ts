// The place to complete: what stands before and after the caret, from prompt and suffix or from a family's raw template.

export interface Place {
  readonly before: string;
  readonly after: string;
  readonly isTemplate: boolean;
  readonly language: 'python' | 'typescript' | 'other';
  /** One level of indentation as the file uses it. */
  readonly indentUnit: string;
}

/** [prefix marker, suffix marker, middle marker] of the Qwen and the DeepSeek family; newlines after them belong to nothing. */
const TEMPLATES: readonly (readonly [string, string, string])[] = [
  ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'],
  ['<｜fim▁begin｜>', '<｜fim▁hole｜>', '<｜fim▁end｜>'],
];

function languageOf(text: string): Place['language'] {
  // Snippets of other files come as comments: a model is not misled by them either.
  const code = text.replace(/^[ \t]*(# |\/\/ ).*$/gm, '');
  const python = /^[ \t]*(def |class \w+.*:[ \t]*$|from [\w.]+ import |import \w+$|elif |print\()/m.test(
    code,
  );
  const braces = /[{};][ \t]*$|=>|^[ \t]*(const|let|function|export|interface) /m.test(code);
  if (python && !/;[ \t]*$/m.test(code)) return 'python';
  return braces ? 'typescript' : 'other';
}

function indentUnitOf(code: string, language: Place['language']): string {
  if (/^\t/m.test(code)) return '\t';
  const widths = [...code.matchAll(/^( +)\S/gm)]
    .map((match) => match[1]?.length ?? 0)
    .filter((width) => width > 1);
  const least = widths.length === 0 ? undefined : Math.min(...widths);
  return ' '.repeat(least ?? (language === 'python' ? 4 : 2));
}

export function readPlace(prompt: string, suffix: string | undefined): Place {
  let [before, after, isTemplate] = [prompt, suffix ?? '', false];
  for (const [prefixMark, suffixMark, middleMark] of TEMPLATES) {
    const start = prompt.lastIndexOf(prefixMark);
    const hole = prompt.indexOf(suffixMark, start);
    const end = prompt.lastIndexOf(middleMark);
    if (start < 0 || hole < 0 || end < hole) continue;
    before = prompt.slice(start + prefixMark.length, hole);
    after = prompt.slice(hole + suffixMark.length, end);
    isTemplate = true;
  }
  const code = `${before}\n${after}`;
  const language = languageOf(code);
  return { before, after, isTemplate, language, indentUnit: indentUnitOf(code, language) };
}
