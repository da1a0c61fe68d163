// The file that an answer names for a code block: in its fence, in the line above it, or in the first line of the code.
import type { FencedCode } from '../chat/codeBlocks.ts';
import { type Sentence, sentence } from '../sentence.ts';

export interface NamedFile {
  /** As written, with forward slashes; nobody has looked yet whether it may be written to. */
  readonly path: string;
  readonly why: Sentence;
  /** The first line of the code only names the file. */
  readonly inFirstLine: boolean;
}

const part = String.raw`[\p{L}\p{N}_@.$+()[\]~-]+`;
/** With a folder or an extension: a word alone is no path. */
const path = new RegExp(String.raw`^(?:[A-Za-z]:)?[\\/]?(?:${part}[\\/])*${part}$`, 'u');
const withoutExtension =
  /^(?:Makefile|Dockerfile|Containerfile|Jenkinsfile|Procfile|Gemfile|Rakefile|Justfile|LICENSE|README|CODEOWNERS)$/;
const longestPath = 400;

/** null where the answer names none. */
export function namedFile(block: FencedCode, markdown: string): NamedFile | null {
  const inFence = pathInInfo(block.info);
  if (inFence) return { path: inFence, why: sentence('named in the answer'), inFirstLine: false };
  const first = pathInComment(block.code.split('\n', 1)[0] ?? '');
  if (first) return { path: first, why: sentence('named in the code'), inFirstLine: true };
  const above = pathAbove(markdown.split(/\r\n?|\n/), block.line);
  return above ? { path: above, why: sentence('named in the answer'), inFirstLine: false } : null;
}

/** A path of a diff, as the form of the block gave it. */
export function asPath(text: string): string | null {
  const clean = text
    .trim()
    .replaceAll('\\', '/')
    .replace(/^\.\//, '')
    .replace(/:\d+(?:[-:]\d+)?$/, '');
  if (clean.length > longestPath || !path.test(clean) || clean.endsWith('/') || clean.endsWith('.'))
    return null;
  const name = clean.split('/').at(-1) ?? '';
  const isNamed =
    /^\.?[^.].*\.[\p{L}\p{N}_-]{1,12}$/u.test(name) ||
    /^\.[\p{L}][\p{L}\p{N}_-]+$/u.test(name) ||
    withoutExtension.test(name);
  // Version numbers and web addresses look like files to a careless eye.
  return isNamed && !/^v?\d+(?:\.\d+)+$/.test(clean) && !/^(?:www\.|https?:)/i.test(clean) ? clean : null;
}

/** `ts src/a.ts`, `ts:src/a.ts`, `src/a.ts`, `ts title="src/a.ts"`, `{file=src/a.ts}`. */
function pathInInfo(info: string): string | null {
  const attribute = /\b(?:title|file(?:name|path)?|path)\s*[=:]\s*(?:"([^"]+)"|'([^']+)'|([^\s}"']+))/i.exec(
    info,
  );
  const given = attribute?.[1] ?? attribute?.[2] ?? attribute?.[3];
  if (given !== undefined) return asPath(given);
  const afterColon = /^[\w+#-]+:(.+)$/.exec(info)?.[1];
  if (afterColon !== undefined) return asPath(afterColon);
  for (const word of info.split(/\s+/)) {
    const found = /[./\\]/.test(word) ? asPath(word) : null;
    if (found) return found;
  }
  return null;
}

/** A longer line names no file, and the patterns here must not meet one. */
const longestLine = 300;

function pathInComment(line: string): string | null {
  if (line.length > longestLine) return null;
  const remark =
    /^\s*(?:\/\/|#(?!!)|--|;|%|\/\*|<!--|\(\*|\{\/\*)\s*(?:file(?:name|path)?|path|文件)?\s*[:：]?\s*(.+?)\s*(?:\*\/\}?|-->|\*\))?$/i.exec(
      line,
    )?.[1];
  const text = remark
    ?.replace(/\s*\((?:new|updated?|modified|new file|新建|修改)\)$/i, '')
    .replace(/^[`'"]|[`'"]$/g, '');
  return text && /[./]/.test(text) ? asPath(text) : null;
}

/** The heading, bold or quoted name in the last line before the fence; of an ordinary sentence only when it ends so. */
function pathAbove(lines: readonly string[], fence: number): string | null {
  let at = fence - 1;
  if ((lines[at] ?? '').trim() === '') at--;
  const line = (lines[at] ?? '').trim();
  if (line === '' || line.length > longestLine) return null;
  const quoted = [...line.matchAll(/`([^`]+)`/g)].flatMap((match) => asPath(match[1] ?? '') ?? []);
  const isTitle = /^(?:#{1,6}\s|\*\*|__|(?:\d+[.)]|[-*+])\s)/.test(line) || /[:：]\**$/.test(line);
  const [only, second] = [...new Set(quoted)];
  if (only && !second && (isTitle || line.startsWith('`'))) return only;
  if (!isTitle) return null;
  const bare = line
    .replace(/^#{1,6}\s+|^(?:\d+[.)]|[-*+])\s+/, '')
    .replace(/[*_]{2}/g, '')
    .replace(/[:：]$/, '')
    .replace(/^(?:file|update|create|edit|modify|in|文件|修改|更新|新建)\s*[:：]?\s+/i, '')
    .trim();
  return /[./]/.test(bare) ? asPath(bare) : null;
}
