// The names inside a zip file, from its central directory (PKWARE APPNOTE 4.3.12 and 4.3.16).

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

/** Throws when the bytes are no zip file without a comment over 64 KB. */
export function zipEntries(zip: Buffer): string[] {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== endSignature) end--;
  if (end < 0) throw new Error('This is no zip file.');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const names: string[] = [];
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error('The list of this zip file is damaged.');
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const start = at + 46;
    names.push(zip.toString('utf8', start, start + (nameBytes ?? 0)));
    at = start + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
  }
  return names;
}
