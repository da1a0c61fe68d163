// A prompt that a person keeps as a Markdown file: what it is called, what it says, and where the typed words go.

export interface OwnPrompt {
  /** What is typed after the slash. */
  readonly name: string;
  /** One line for the list; the first line of the text where the file does not say. */
  readonly description: string;
  readonly text: string;
  /** The profile's own, or one that came with the project. */
  readonly origin: 'profile' | 'workspace';
}

/** Where the words go that were typed after the name; without it they stand at the end. */
const placeholder = '{{input}}';
const mostCharacters = 64_000;
const mostDescription = 120;

/**
 * The name that a file stands for: letters, digits, `-` and `_` of any script, at most 40 characters. Null for any other
 * file: such a name could not be typed, or would hide what it is.
 */
export function promptNameOf(fileName: string): string | null {
  const name = fileName.replace(/(?:\.prompt)?\.md$/i, '');
  return name !== fileName && /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u.test(name) ? name.toLowerCase() : null;
}

/** Reads one file. Null when its name or its size will not do, or when it says nothing. */
export function readOwnPrompt(
  fileName: string,
  content: string,
  origin: OwnPrompt['origin'],
): OwnPrompt | null {
  const name = promptNameOf(fileName);
  if (name === null || content.length > mostCharacters || content.includes('\0')) return null;
  const { head, body } = withoutHead(content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  const text = body.trim();
  if (!text) return null;
  const said = /^description:[ \t]*(.*)$/m
    .exec(head)?.[1]
    ?.trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  const first = text.split('\n', 1)[0]?.replace(/^#+\s*/, '') ?? '';
  return { name, description: [...(said || first)].slice(0, mostDescription).join(''), text, origin };
}

/** The text with the typed words in their place. Both are taken as they are: nothing in them is expanded again. */
export function expand({ text }: Pick<OwnPrompt, 'text'>, input: string): string {
  const words = input.trim();
  if (text.includes(placeholder)) return text.split(placeholder).join(words);
  return words ? `${text}\n\n${words}` : text;
}

/** A head between two lines of dashes, as other editors write it. */
function withoutHead(content: string): { readonly head: string; readonly body: string } {
  const lines = content.split('\n');
  if (lines[0]?.trim() !== '---') return { head: '', body: content };
  const end = lines.findIndex((line, at) => at > 0 && line.trim() === '---');
  if (end < 0) return { head: '', body: content };
  return { head: lines.slice(1, end).join('\n'), body: lines.slice(end + 1).join('\n') };
}
