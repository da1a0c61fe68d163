// The files inside a zip file, from its central directory (PKWARE APPNOTE 4.3.7, 4.3.12 and 4.3.16).
import { inflateRawSync } from 'node:zlib';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const [stored, deflated] = [0, 8];

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  /** Where its local header begins. */
  readonly at: number;
}

/** The names. Throws when the bytes are no zip file without a comment over 64 KB. */
export function zipEntries(zip: Buffer): string[] {
  return entriesOf(zip).map(({ name }) => name);
}

/** The files by their names, unpacked. */
export function zipFiles(zip: Buffer): ReadonlyMap<string, Buffer> {
  return new Map(entriesOf(zip).map((entry) => [entry.name, contentOf(zip, entry)]));
}

function entriesOf(zip: Buffer): readonly Entry[] {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endSignature) end--;
  if (end < 0) throw new Error('This is no zip file.');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error('The list of this zip file is damaged.');
    const start = at + 46;
    const nameBytes = zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', start, start + nameBytes),
      method: zip.readUInt16LE(at + 10),
      packedBytes: zip.readUInt32LE(at + 20),
      at: zip.readUInt32LE(at + 42),
    });
    at = start + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function contentOf(zip: Buffer, { name, method, packedBytes, at }: Entry): Buffer {
  if (zip.readUInt32LE(at) !== localSignature) throw new Error(`${name} is not where the list says.`);
  const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const packed = zip.subarray(start, start + packedBytes);
  if (method === deflated) return inflateRawSync(packed);
  if (method !== stored) throw new Error(`${name} is packed in a way that is not known here.`);
  return packed;
}
