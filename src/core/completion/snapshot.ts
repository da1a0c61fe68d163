// What the pipeline knows of the place: bounded windows left and right of the caret, read once, so that later edits cannot change them.

/** A text that is read in slices; a 20,000-line file is never copied. Offsets are UTF-16 units of the text as it stands, with its own line ends. */
export interface TextSource {
  readonly length: number;
  slice(from: number, to: number): string;
}

export interface Place {
  readonly uri: string;
  /** Scheme of the uri: `file`, `untitled`, `vscode-notebook-cell`, `output` … */
  readonly scheme: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: TextSource;
  /** The caret, as an offset into `text`. */
  readonly offset: number;
  readonly eol: '\n' | '\r\n';
  /** The editor's indentation for this file: `\t` or spaces. */
  readonly indentUnit: string;
  readonly selectionCount: number;
  /** Nothing is selected at the one caret. */
  readonly selectionEmpty: boolean;
}

export interface Snapshot {
  readonly uri: string;
  readonly scheme: string;
  readonly languageId: string;
  readonly version: number;
  readonly offset: number;
  readonly eol: '\n' | '\r\n';
  readonly indentUnit: string;
  readonly selectionCount: number;
  readonly selectionEmpty: boolean;
  /** Text left of the caret, line ends as `\n`; starts at the file's start or at a line start. */
  readonly left: string;
  readonly leftReachesStart: boolean;
  /** Text right of the caret, line ends as `\n`. */
  readonly right: string;
  readonly rightReachesEnd: boolean;
  /** More of the text on both sides, for what is looked for on this machine. */
  readonly farLeft: string;
  readonly farRight: string;
  /** The caret's line up to the caret, and from it on. */
  readonly linePrefix: string;
  readonly lineRest: string;
}

export interface WindowLimits {
  /** Most characters left of the caret. */
  readonly left: number;
  /** The window's start moves in steps of so many characters: between two steps the prompt's beginning stays byte for byte, so that the platform's prefix cache hits. */
  readonly leftStep: number;
  readonly right: number;
  /** Characters on each side that are looked through for what recurs; more than those of both windows. */
  readonly far: number;
}

export const windowLimits: WindowLimits = { left: 4000, leftStep: 1000, right: 1000, far: 16_000 };

/** Reads the windows of a place. Cost is bounded by `limits`, whatever the file's size. */
export function takeSnapshot(place: Place, limits: WindowLimits = windowLimits): Snapshot {
  const { text, offset } = place;
  const start =
    offset <= limits.left ? 0 : Math.ceil((offset - limits.left) / limits.leftStep) * limits.leftStep;
  const end = Math.min(text.length, offset + limits.right);
  const farStart = Math.max(0, offset - limits.far);
  const before = text.slice(farStart, offset);
  const after = text.slice(offset, Math.min(text.length, offset + limits.far));
  const left = fromLineStart(withLineFeeds(before.slice(start - farStart)), start > 0);
  const right = toLineEnd(withLineFeeds(after.slice(0, limits.right)), end < text.length);
  const lineStart = left.lastIndexOf('\n') + 1;
  const lineEnd = right.indexOf('\n');
  return {
    uri: place.uri,
    scheme: place.scheme,
    languageId: place.languageId,
    version: place.version,
    offset,
    eol: place.eol,
    indentUnit: place.indentUnit,
    selectionCount: place.selectionCount,
    selectionEmpty: place.selectionEmpty,
    left,
    leftReachesStart: start === 0,
    right,
    rightReachesEnd: end === text.length,
    farLeft: withLineFeeds(before),
    farRight: withLineFeeds(after),
    linePrefix: left.slice(lineStart),
    lineRest: lineEnd < 0 ? right : right.slice(0, lineEnd),
  };
}

function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
}

function fromLineStart(text: string, cut: boolean): string {
  const at = cut ? text.indexOf('\n') : -1;
  return at < 0 ? text : text.slice(at + 1);
}

function toLineEnd(text: string, cut: boolean): string {
  const at = cut ? text.lastIndexOf('\n') : -1;
  return at < 0 ? text : text.slice(0, at + 1);
}
