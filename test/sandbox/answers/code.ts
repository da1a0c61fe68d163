// Finds the code in a prompt and what it declares, by plain patterns: names, parameters and bodies that an answer can speak of.

export interface CodeBlock {
  readonly language: string;
  readonly path: string | undefined;
  readonly text: string;
}

export interface Declared {
  readonly kind: 'function' | 'method' | 'class' | 'type' | 'constant';
  readonly name: string;
  readonly params: readonly string[];
  /** 1-based, within the block. */
  readonly line: number;
  readonly indent: string;
  readonly body: readonly string[];
}

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescript',
  typescriptreact: 'typescript',
  mts: 'typescript',
  js: 'javascript',
  mjs: 'javascript',
  javascriptreact: 'javascript',
  py: 'python',
  rs: 'rust',
  md: 'markdown',
  sh: 'shellscript',
  yml: 'yaml',
};
const PATH = /[\w@.-]*[\w-](?:[/\\][\w@.-]+)*\.[A-Za-z]\w{0,5}/;

function languageOf(word: string, path: string | undefined): string {
  const extension = path === undefined ? '' : path.slice(path.lastIndexOf('.') + 1);
  const name = (word === '' ? extension : word).toLowerCase();
  return LANGUAGES[name] ?? name;
}

const FENCE = /^[ \t]*(`{3,}|~{3,})([^`]*)$/;
const ELEMENT =
  /^[ \t]*<(file|document|attachment|selection|data-\w+)\b[^>]*?(?:path|name|file|source)="([^"]+)"[^>]*>[ \t]*$/;

function blockOf(info: string, above: string, lines: readonly string[]): CodeBlock {
  const first = /^\s*(\S*)/.exec(info)?.[1] ?? '';
  const path = PATH.exec(info)?.[0] ?? PATH.exec(above.slice(-300))?.[0];
  const word = /^[\w+#-]+$/.test(first) ? first : '';
  return { language: languageOf(word, path), path, text: lines.join('\n') };
}

/**
 * Parts a text into its code – Markdown fences of any length, `<file path="…">` and `<data-… source="…">`
 * elements on lines of their own – and its words.
 * It goes line by line, because a pattern over the whole text takes minutes on hostile input.
 */
export function partText(text: string): { readonly blocks: readonly CodeBlock[]; readonly words: string } {
  const lines = text.split('\n');
  const blocks: CodeBlock[] = [];
  const words: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line);
    const element = fence === null ? ELEMENT.exec(line) : null;
    const close = fence?.[1] ?? (element === null ? undefined : `</${element[1]}>`);
    const end =
      close === undefined ? -1 : lines.findIndex((each, index) => index > at && each.trim() === close);
    if (close === undefined || end < 0) {
      words.push(line);
      continue;
    }
    const inner = lines.slice(at + 1, end);
    if (fence !== null)
      blocks.push(blockOf(fence[2] ?? '', words.findLast((each) => each.trim() !== '') ?? '', inner));
    // An element may hold fences of its own: those are its code.
    else if (inner.some((each) => FENCE.test(each))) blocks.push(...partText(inner.join('\n')).blocks);
    else blocks.push(blockOf(element?.[2] ?? '', '', inner));
    at = end;
  }
  return { blocks: blocks.filter((block) => block.text.trim() !== ''), words: words.join('\n').trim() };
}

function paramNames(list: string): string[] {
  return list
    .replace(/\{[^}]*\}|\[[^\]]*\]|<[^>]*>|\([^)]*\)/g, '')
    .split(',')
    .map(
      (each) =>
        /^\s*(?:public |private |readonly |\.\.\.|\*{1,2}|mut |&)*([A-Za-z_$][\w$]*)/.exec(each)?.[1] ?? '',
    )
    .filter((name) => name !== '' && name !== 'self' && name !== 'cls' && name !== 'this');
}

const NOT_NAMES = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'function',
  'else',
  'with',
  'new',
]);
const PATTERNS: readonly (readonly [kind: Declared['kind'], pattern: RegExp])[] = [
  ['function', /^(?:export )?(?:default )?(?:async )?function\*? ([\w$]+)(?:<[^(]*>)?\(([^)]*)/],
  ['function', /^(?:export )?const ([\w$]+)(?::[^=]+)? = (?:async )?(?:function)?\(([^)]*)\)[^=]*(?:=>|\{)/],
  ['function', /^(?:async )?def (\w+)\(([^)]*)/],
  ['function', /^(?:pub(?:\([^)]*\))? )?(?:async )?fn (\w+)(?:<[^(]*>)?\(([^)]*)/],
  ['function', /^func (?:\([^)]*\) )?(\w+)\(([^)]*)/],
  ['class', /^(?:export )?(?:default )?(?:abstract )?(?:public )?(?:class|struct|impl|trait) ([\w$]+)/],
  ['type', /^(?:export )?(?:declare )?(?:interface|type|enum) ([\w$]+)/],
  ['constant', /^(?:export )?(?:const|let|var) ([\w$]+)(?:: [^=]+)? =/],
  ['constant', /^([A-Z][A-Z0-9_]{2,})(?:: [^=]+)? =/],
  [
    'method',
    /^(?:public |private |protected |static |async |override |readonly |get |set )*([\w$]+)\(([^)]*)\)[^;=]*\{$/,
  ],
];

/** The lines under a declaration that are indented deeper than it; a blank line belongs to them. */
function bodyBelow(lines: readonly string[], start: number, indent: string): string[] {
  const body: string[] = [];
  for (const line of lines.slice(start + 1)) {
    if (line.trim() !== '' && !line.startsWith(`${indent} `) && !line.startsWith(`${indent}\t`)) break;
    body.push(line);
  }
  while (body.at(-1)?.trim() === '') body.pop();
  return body;
}

export function declarations(code: string): Declared[] {
  const lines = code.split('\n');
  return lines.flatMap((text, index): Declared[] => {
    const indent = /^[ \t]*/.exec(text)?.[0] ?? '';
    for (const [kind, pattern] of PATTERNS) {
      const match = pattern.exec(text.slice(indent.length));
      const name = match?.[1];
      if (name === undefined || NOT_NAMES.has(name)) continue;
      // Inside a body only methods and nested functions are worth naming.
      if (indent !== '' && kind !== 'method' && kind !== 'function') return [];
      const isMethod = kind === 'method' || (kind === 'function' && indent !== '');
      const body = bodyBelow(lines, index, indent);
      const params = paramNames(match?.[2] ?? '');
      return [{ kind: isMethod ? 'method' : kind, name, params, line: index + 1, indent, body }];
    }
    return [];
  });
}

/** 'trackParcel' or 'track_parcel' -> 'track parcel'. */
export function words(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/_+/g, ' ')
    .trim()
    .toLowerCase();
}
