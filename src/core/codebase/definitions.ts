// Names that a line of code defines, in any of the common languages: told by their shape, not by a parser.

const name = '([\\p{L}_$][\\p{L}\\p{N}_$]*)';
/** What stands before a name that is being defined: of TypeScript, Python, Go, Rust, Java, C#, Ruby, PHP, Swift, Kotlin. */
const keyword =
  '(?:function\\*?|class|interface|type|enum|struct|trait|impl|namespace|module|record|protocol|extension|object|def|fn|fun|func|sub|proc|macro_rules!|macro|const|let|var|val)';
const modifier =
  '(?:export|default|declare|pub(?:\\([^)]*\\))?|public|private|protected|internal|static|abstract|final|sealed|async|open|override|partial|unsafe|inline|@\\w+)';
const shapes: readonly RegExp[] = [
  new RegExp(`^\\s*(?:${modifier}\\s+)*${keyword}\\s+(?:\\([^)]*\\)\\s*)?(?:self\\.)?${name}`, 'u'),
  // exports.parse = …, Parser.prototype.next = …, this.retry = …
  new RegExp(`^\\s*(?:[\\w$]+\\.)+${name}\\s*=[^=]`, 'u'),
  // A member that holds a function: `retry: function`, `retry: (state) => …`, `retry = async () => …`
  new RegExp(
    `^\\s*(?:[\\w]+\\s+)*["']?${name}["']?\\s*[:=]\\s*(?:async\\s*)?(?:function\\b|\\([^)]*\\)\\s*(?::[^=]+)?=>)`,
    'u',
  ),
  // A heading of a document.
  /^#{1,6}[ \t]+(\S.*)$/u,
];
/** A method or a function of C, in a line that ends in a brace: `static int parse_header(…) {`, `async next() {` */
const headed = new RegExp(`^\\s*(?:[\\w<>\\[\\]*&:,]+\\s+)*\\*?#?${name}\\s*\\(`, 'u');
/** Words that stand before brackets and define nothing. */
const control = new Set(
  'if for while switch catch return function with else do try new await typeof throw in of case using lock'.split(
    ' ',
  ),
);
/** A longer line is data. */
const longestLine = 400;

/** What this line defines, or null. */
export function definedIn(line: string): string | null {
  if (line.length > longestLine) return null;
  for (const shape of line.trimEnd().endsWith('{') ? [...shapes, headed] : shapes) {
    const found = shape.exec(line)?.[1];
    if (found !== undefined && !control.has(found)) return found;
  }
  return null;
}
