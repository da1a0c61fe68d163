// What chat models write around the code they were asked for.

/** How such sentences begin, in lower case. */
const introductions = [
  'here is',
  'here are',
  "here's",
  'sure,',
  'sure!',
  'sure.',
  'certainly',
  'of course',
  'the completed code',
  'the missing code',
  'the missing part',
  'the following code',
  "i'll ",
  'i will ',
  'to complete the',
  'to complete this',
  'based on the',
  'below is',
];

const conclusion =
  /^(?:(?:This|The (?:above|completed|code)|Note(?: that)?|Explanation|In this|With this|It )\b[^;{}]*[.:]|(?:这段|这里|上面的|以上|上述|说明|解释|注意|其中)[^;{}]*[。：:])$/;

/** A sentence after the code that says what the code does; of a line that is not whole yet, whether it may become one. */
export function isConclusion(line: string, isWhole: boolean): boolean {
  return isWhole ? conclusion.test(line.trimEnd()) : /^(?:[A-Z]|\p{Script=Han})/u.test(line);
}

/**
 * An answer without the sentences before its code: from the line after the last line of them on. Undefined while it may yet
 * become such a sentence, or while nothing but it has come. An answer that is one sentence alone stays as it is.
 */
export function withoutIntroduction(raw: string, isWhole: boolean): string | undefined {
  const start = raw.search(/\S/);
  if (start < 0) return raw;
  const said = raw.slice(start, start + 40).toLowerCase();
  if (!introductions.some((one) => said.startsWith(one) || (!isWhole && one.startsWith(said)))) return raw;
  const lineEnd = raw.indexOf('\n', start);
  if (lineEnd < 0) return isWhole ? raw : undefined;
  const code = raw.slice(lineEnd + 1);
  if (code.trim() === '') return isWhole ? raw : undefined;
  // One blank line belongs to the sentence; another one is the code's own, and so is its indentation.
  return code.startsWith('\n') ? code.slice(1) : code;
}
