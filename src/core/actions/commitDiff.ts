// What of a change a model gets to see: no lock files, bundles or pictures, and no more than a message needs.

/** Why a changed file is not in the request. Only of `generated` and `binary` ones is the name sent. */
export type LeftOutWhy = 'private' | 'generated' | 'binary' | 'unreadable' | 'tooMany';

export interface FileDiff {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  /** As git prints it, header included. */
  readonly diff: string;
}

export interface BoundDiff {
  readonly text: string;
  /** Paths of which only the beginning is in the text. */
  readonly cut: readonly string[];
}

/** Characters of one file and of all: about 12,000 tokens, half a cent on the default models. */
const mostOfOneFile = 8_000;
const mostOfAll = 40_000;
/** A line longer than this was not typed by a person. */
const longestLine = 2_000;

const lockFiles = new Set(
  `package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock cargo.lock poetry.lock uv.lock
  pdm.lock pipfile.lock composer.lock gemfile.lock podfile.lock go.sum go.work.sum packages.lock.json gradle.lockfile flake.lock
  mix.lock pubspec.lock package.resolved .terraform.lock.hcl`.split(/\s+/),
);
const generatedNames = [
  /\.min\.[cm]?(?:js|css)$/,
  /\.(?:map|snap|tsbuildinfo)$/,
  /\.(?:generated|g|pb|freezed)\.[a-z]+$/,
  /_pb2(?:_grpc)?\.pyi?$/,
  /\.designer\.(?:cs|vb)$/,
];
const generatedFolders = /(?:^|\/)(?:dist|node_modules|coverage|\.next|\.nuxt|__pycache__)\//;
const binaryNames =
  /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|psd|pdf|zip|gz|tgz|xz|bz2|7z|rar|jar|war|class|exe|dll|so|dylib|a|o|wasm|woff2?|ttf|otf|eot|mp[34]|m4a|wav|ogg|flac|mov|avi|webm|sqlite3?|db|pyc|vsix|parquet|onnx|safetensors)$/;

/** Judged by name alone, before anything is read. */
export function leftOutByName(path: string): LeftOutWhy | null {
  const lower = path.toLowerCase();
  const name = lower.split('/').at(-1) ?? '';
  if (
    lockFiles.has(name) ||
    generatedNames.some((pattern) => pattern.test(name)) ||
    generatedFolders.test(lower)
  )
    return 'generated';
  return binaryNames.test(name) ? 'binary' : null;
}

/** Judged by what the diff holds. */
export function leftOutByContent(diff: string): LeftOutWhy | null {
  if (/^(?:Binary files .* differ|GIT binary patch)$/m.test(diff) || diff.includes('\0')) return 'binary';
  const lines = diff.split('\n');
  if (lines.some((line) => line.length > longestLine)) return 'generated';
  return lines.slice(0, 40).some(saysGenerated) ? 'generated' : null;
}

/** Whether a line that is new or stays says that its file is made by a program. */
function saysGenerated(line: string): boolean {
  if (!/^[+ ]/.test(line)) return false;
  const at = line.search(/Code generated\b/);
  return (
    /@generated\b/.test(line) || (at >= 0 && /\bDO NOT EDIT/.test(line.slice(at + 'Code generated'.length)))
  );
}

/** A new file that git does not follow yet, in the form in which git would show it. */
export function newFileDiff(path: string, text: string): string {
  const lines = text.replace(/\r\n/g, '\n').split('\n');
  const isEnded = lines.at(-1) === '';
  const rows = isEnded ? lines.slice(0, -1) : lines;
  const hunk =
    rows.length > 0 ? `@@ -0,0 +1,${rows.length} @@\n${rows.map((row) => `+${row}`).join('\n')}\n` : '';
  const ending = isEnded || rows.length === 0 ? '' : '\\ No newline at end of file\n';
  return `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n${hunk}${ending}`;
}

/**
 * All diffs in their order within the bounds. Small files stay whole and large ones share what is left, so that one large
 * file does not push the others out.
 */
export function boundDiffs(files: readonly FileDiff[], most = mostOfAll): BoundDiff {
  const allowed = new Map<FileDiff, number>();
  let left = most;
  const bySize = [...files].sort((a, b) => a.diff.length - b.diff.length);
  for (const [index, file] of bySize.entries()) {
    const share = Math.min(file.diff.length, mostOfOneFile, Math.floor(left / (bySize.length - index)));
    allowed.set(file, share);
    left -= share;
  }
  const cut: string[] = [];
  const parts = files.map((file) => {
    const most = allowed.get(file) ?? 0;
    if (most >= file.diff.length) return file.diff;
    cut.push(file.path);
    return shortened(file.diff, most);
  });
  return { text: parts.map((part) => `${withoutLastLineEnds(part)}\n`).join(''), cut };
}

function withoutLastLineEnds(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

/** Cut at a line's end, with the number of lines that are missing. */
function shortened(diff: string, most: number): string {
  const at = diff.lastIndexOf('\n', most);
  const kept = at > 0 ? diff.slice(0, at) : '';
  const missing = diff.slice(kept.length).trim().split('\n').length;
  return `${kept}\n[… ${missing} more lines of this file]\n`;
}
