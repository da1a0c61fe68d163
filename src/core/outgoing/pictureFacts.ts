// Takes out of a picture what it tells besides itself: where and when it was taken, by whom, with which device, and what
// programs wrote into it. In place: every byte stays where it was, so that a large picture is neither decoded nor rebuilt.

/** Bytes of a file at a place, as characters. */
type Reader = (at: number, length: number) => string;

/** What is to stand at a place instead of as many bytes. */
interface Edit {
  readonly at: number;
  readonly bytes: string;
}

const kinds: readonly (readonly [
  beginning: RegExp,
  find: (read: Reader, size: number) => readonly Edit[],
])[] = [
  [/^\xff\xd8\xff/, ofJpeg],
  [/^\x89PNG\r\n/, ofPng],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the size is four bytes of any kind
  [/^RIFF[\x00-\xff]{4}WEBP/, ofWebp],
];

/** A picture in a Base64 `data:` URL without its metadata; colours and the way it is turned stay. Unreadable ones stay as they are. */
export function withoutMetadata(dataUrl: string): string {
  const start = dataUrl.indexOf(',') + 1;
  const size = Math.floor(((dataUrl.length - start) * 3) / 4);
  const group = (at: number): number => start + Math.floor(at / 3) * 4;
  const read: Reader = (at, length) => {
    const bytes = atob(dataUrl.slice(group(at), group(at + length + 2)));
    return bytes.slice(at % 3, (at % 3) + length);
  };
  let clean = '';
  let from = 0;
  try {
    const head = read(0, 12);
    const find = kinds.find(([beginning]) => beginning.test(head))?.[1];
    for (const { at, bytes } of apart(find?.(read, size) ?? [], read)) {
      const end = at + bytes.length;
      const behind = (3 - (end % 3)) % 3;
      clean += dataUrl.slice(from, group(at)) + btoa(read(at - (at % 3), at % 3) + bytes + read(end, behind));
      from = group(end + 2);
    }
  } catch {
    return dataUrl;
  }
  return clean + dataUrl.slice(from);
}

/** No two in one group of three bytes, which is what Base64 writes together. */
function apart(edits: readonly Edit[], read: Reader): readonly Edit[] {
  const all: Edit[] = [];
  for (const next of edits) {
    const last = all.at(-1);
    const end = last === undefined ? 0 : last.at + last.bytes.length;
    if (last === undefined || next.at >= end + 2) all.push(next);
    else all[all.length - 1] = { at: last.at, bytes: last.bytes + read(end, next.at - end) + next.bytes };
  }
  return all;
}

const number = (bytes: string): number => [...bytes].reduce((sum, byte) => sum * 256 + byte.charCodeAt(0), 0);
const reversed = (bytes: string): string => [...bytes].reverse().join('');
const nothing = (length: number): string => '\0'.repeat(Math.max(0, length));
const isNothing = (bytes: string): boolean => bytes === nothing(bytes.length);

/** Segments before the picture itself: APP1 and what follows it up to APP15, and comments. JFIF, colours and Adobe's mark stay. */
function ofJpeg(read: Reader, size: number): readonly Edit[] {
  const edits: Edit[] = [];
  for (let at = 2; at + 4 < size; ) {
    const [marker = 0, length = 0] = [number(read(at + 1, 1)), number(read(at + 2, 2))];
    if (read(at, 1) !== '\xff' || marker === 0xda) break;
    const isTold = marker === 0xfe || (marker > 0xe0 && marker <= 0xef && marker !== 0xe2 && marker !== 0xee);
    const inside = Math.min(length - 2, size - at - 4);
    if (isTold && inside > 0) edits.push({ at: at + 4, bytes: turnedAlone(read(at + 4, inside)) });
    at += marker === 0xff ? 1 : 2 + Math.max(2, length);
  }
  return edits;
}

/** Of Exif, with or without its name in front, nothing but how the picture is turned (tag 274): it would lie on its side. */
function turnedAlone(exif: string): string {
  const name = exif.startsWith('Exif\0\0') ? 6 : 0;
  const tiff = exif.slice(name);
  const isLittle = tiff.startsWith('II');
  const value = (at: number, length: number): number => {
    const bytes = tiff.slice(at, at + length);
    return number(isLittle ? reversed(bytes) : bytes);
  };
  if (value(2, 2) !== 42 || tiff.length < 26) return nothing(exif.length);
  const first = value(4, 4);
  for (let entry = 0; entry < Math.min(value(first, 2), 200); entry += 1) {
    const at = first + 2 + entry * 12;
    const turn = value(at + 8, 2);
    if (value(at, 2) !== 274 || turn < 2 || turn > 8) continue;
    const only = `MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0${String.fromCharCode(turn)}\0\0\0\0\0\0`;
    return exif.slice(0, name) + only + nothing(tiff.length - only.length);
  }
  return nothing(exif.length);
}

/** Chunks with texts, times and Exif become an empty private one, which every reader passes over, unless they turn it. */
function ofPng(read: Reader, size: number): readonly Edit[] {
  const edits: Edit[] = [];
  for (let at = 8; at + 12 <= size; ) {
    const [length, kind] = [number(read(at, 4)), read(at + 4, 4)];
    if (at + 12 + length > size) break;
    if (/^(?:tEXt|zTXt|iTXt|eXIf|tIME)$/.test(kind)) {
      const turned = kind === 'eXIf' ? turnedAlone(read(at + 8, length)) : '';
      const chunk = isNothing(turned) ? `prVt${nothing(length)}` : kind + turned;
      edits.push({ at: at + 4, bytes: chunk + checksum(chunk) });
    }
    at += 12 + length;
  }
  return edits;
}

/** CRC-32 as PNG has it (ISO 3309), in four bytes. */
function checksum(bytes: string): string {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const sum = ~crc >>> 0;
  return String.fromCharCode(sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255);
}

/** Both chunks of metadata become one that is passed over, of which the head does not speak, unless one turns the picture. */
function ofWebp(read: Reader, size: number): readonly Edit[] {
  const edits: Edit[] = [];
  for (let at = 12; at + 8 <= size; ) {
    const [kind, length] = [read(at, 4), number(reversed(read(at + 4, 4)))];
    if (kind === 'EXIF' || kind === 'XMP ') {
      const inside = read(at + 8, Math.min(length, size - at - 8));
      const turned = kind === 'EXIF' ? turnedAlone(inside) : '';
      const isGone = isNothing(turned);
      edits.push({
        at,
        bytes: (isGone ? 'JUNK' : kind) + read(at + 4, 4) + (isGone ? nothing(inside.length) : turned),
      });
    } else if (kind === 'VP8X') edits.push({ at: at + 8, bytes: read(at + 8, 1) });
    at += 8 + length + (length % 2);
  }
  const isTurned = edits.some(({ bytes }) => bytes.startsWith('EXIF'));
  return edits.map((edit) =>
    edit.bytes.length === 1
      ? { ...edit, bytes: String.fromCharCode(number(edit.bytes) & (isTurned ? ~0x04 : ~0x0c)) }
      : edit,
  );
}
