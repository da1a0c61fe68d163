// Lines of other files as comments of this one: material beside the code, never a part of it.
import { visible } from '../../outgoing/visible.ts';

/** The line above what is quoted from a file. */
export function quotedFrom(path: string): string {
  return `Compare ${visible(path).replace(/[\r\n\t]+/g, ' ')}:`;
}

/** Whatever some language takes for the end of a line, and with it for the end of a comment. */
const lineEnds = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** No line of it leaves its comment. Ends with a line break. */
export function commented(path: string, text: string, languageId: string): string {
  const [open, close] = commentOf(languageId);
  const lines = [quotedFrom(path), ...text.split(lineEnds)];
  return `${lines.map((line) => `${open}${enclosed(line, close)}${close}`.trimEnd()).join('\n')}\n`;
}

/** With a space in what would end the comment: `-->` and `--!>`, or `*` before `/`. */
function enclosed(line: string, close: string): string {
  if (close === ' -->') return line.replace(/--(?=!?>)/g, '-- ');
  return close === ' */' ? line.replace(/\*(?=\/)/g, '* ') : line;
}

function commentOf(languageId: string): readonly [string, string] {
  if (
    /^(python|ruby|shellscript|yaml|toml|dockerfile|makefile|perl|r|elixir|powershell|julia|coffeescript)$/.test(
      languageId,
    )
  )
    return ['# ', ''];
  if (/^(sql|lua|haskell|elm|ada)$/.test(languageId)) return ['-- ', ''];
  if (/^(html|xml|vue|svelte|markdown)$/.test(languageId)) return ['<!-- ', ' -->'];
  if (/^(css|less)$/.test(languageId)) return ['/* ', ' */'];
  return ['// ', ''];
}
