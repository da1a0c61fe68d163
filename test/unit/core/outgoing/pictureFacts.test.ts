// A picture leaves without what it tells besides itself, in place and still whole.
import { strict as assert } from 'node:assert';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { withoutMetadata } from '../../../../src/core/outgoing/pictureFacts.ts';

const url = (kind: string, bytes: Buffer): string => `data:image/${kind};base64,${bytes.toString('base64')}`;
const cleaned = (kind: string, bytes: Buffer): Buffer =>
  Buffer.from(withoutMetadata(url(kind, bytes)).split(',')[1] ?? '', 'base64');
const place = 'Breite 52.5163, Laenge 13.3777';

function segment(marker: number, inside: Buffer | string): Buffer {
  const bytes = Buffer.from(inside);
  return Buffer.concat([
    Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]),
    bytes,
  ]);
}

/** Exif in either order of bytes with the way the picture is turned as the second of two entries. */
function exif(turn: number, isLittle: boolean): Buffer {
  const tiff = Buffer.alloc(40);
  tiff.write(isLittle ? 'II' : 'MM');
  const put = (at: number, value: number, length: 2 | 4): void =>
    void (isLittle ? tiff.writeUIntLE(value, at, length) : tiff.writeUIntBE(value, at, length));
  put(2, 42, 2);
  put(4, 8, 4);
  put(8, 2, 2);
  put(10, 271, 2);
  put(12, 2, 2);
  put(14, 4, 4);
  put(22, 274, 2);
  put(24, 3, 2);
  put(26, 1, 4);
  put(30, turn, 2);
  return Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from(place)]);
}

const pngHead = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
const tiffLength = exif(1, true).length - 6;

function chunk(kind: string, inside: string): Buffer {
  const named = Buffer.from(kind + inside, 'latin1');
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(named.length - 4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function riff(kind: string, inside: Buffer | string): Buffer {
  const bytes = Buffer.from(inside);
  const head = Buffer.alloc(8);
  head.write(kind);
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
}

describe('the metadata of a picture', () => {
  it('goes from a JPEG, and nothing else does, wherever its bytes fall in Base64', () => {
    for (const shift of [0, 1, 2]) {
      const kept = [
        segment(0xe0, `JFIF${'x'.repeat(shift)}`),
        segment(0xe2, 'ICC_PROFILE'),
        segment(0xee, 'Adobe'),
      ];
      const scan = Buffer.concat([segment(0xda, 'abc'), segment(0xe1, 'no segment, but picture')]);
      const told = [segment(0xe1, place), segment(0xed, place), segment(0xfe, place)];
      const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8]), ...kept, ...told, scan]);
      const blank = told.map((one) => Buffer.concat([one.subarray(0, 4), Buffer.alloc(one.length - 4)]));
      const wanted = Buffer.concat([Buffer.from([0xff, 0xd8]), ...kept, ...blank, scan]);
      assert.deepEqual(cleaned('jpeg', jpeg), wanted);
    }
  });

  it('leaves a picture turned as it was', () => {
    const told = (turn: number, isLittle: boolean): Readonly<Record<string, Buffer>> => {
      const tiff = exif(turn, isLittle);
      const webp = [Buffer.from('WEBP'), riff('VP8X', Buffer.alloc(10, 0x2c)), riff('EXIF', tiff)];
      return {
        jpeg: Buffer.concat([Buffer.from([0xff, 0xd8]), segment(0xe1, tiff)]),
        png: Buffer.concat([pngHead, chunk('eXIf', tiff.subarray(6).toString('latin1')), chunk('IEND', '')]),
        webp: riff('RIFF', Buffer.concat(webp)),
      };
    };
    for (const isLittle of [true, false]) {
      for (const turn of [1, 3, 6, 8]) {
        for (const [kind, picture] of Object.entries(told(turn, isLittle))) {
          const bytes = cleaned(kind, picture);
          assert.equal(bytes.length, picture.length);
          assert.ok(!bytes.includes('52.5163'));
          // Read as any reader does: offset of the first directory, its entries, the value of the one entry.
          const at = bytes.indexOf('MM\0*', 'latin1');
          assert.equal(at >= 0, turn > 1);
          if (kind === 'webp') assert.equal(bytes[20], turn > 1 ? 0x28 : 0x20);
          if (kind === 'png') assert.equal(bytes.readUInt32BE(pngHead.length), tiffLength);
          if (at < 0) continue;
          const tiff = bytes.subarray(at);
          const first = tiff.readUInt32BE(4);
          assert.deepEqual([first, tiff.readUInt16BE(first), tiff.readUInt16BE(first + 2)], [8, 1, 274]);
          assert.deepEqual([tiff.readUInt16BE(first + 4), tiff.readUInt32BE(first + 6)], [3, 1]);
          assert.equal(tiff.readUInt16BE(first + 10), turn);
        }
      }
    }
  });

  it('goes from a PNG, whose chunks stay whole', () => {
    for (const text of [place, `${place}.`, `${place}..`]) {
      const before = Buffer.concat([
        Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
        chunk('IHDR', 'thirteen byte'),
      ]);
      const told = ['tEXt', 'iTXt', 'zTXt', 'eXIf', 'tIME'].map((kind) => chunk(kind, text));
      const after = Buffer.concat([chunk('IDAT', text), chunk('IEND', '')]);
      const blank = told.map(() => chunk('prVt', '\0'.repeat(text.length)));
      const wanted = Buffer.concat([before, ...blank, after]);
      assert.deepEqual(cleaned('png', Buffer.concat([before, ...told, after])), wanted);
    }
  });

  it('goes from a WebP, which no longer says that it has some', () => {
    const told = (kind: string): Buffer => riff(kind, kind === 'JUNK' ? Buffer.alloc(place.length) : place);
    const webp = (flags: number, ...kinds: readonly string[]): Buffer =>
      riff(
        'RIFF',
        Buffer.concat([Buffer.from('WEBP'), riff('VP8X', Buffer.alloc(10, flags)), ...kinds.map(told)]),
      );
    const bytes = cleaned('webp', webp(0x2c, 'VP8 ', 'EXIF', 'XMP '));
    const wanted = webp(0x2c, 'VP8 ', 'JUNK', 'JUNK');
    wanted[20] = 0x20;
    assert.deepEqual(bytes, wanted);
  });

  it('changes nothing in what it cannot read, and throws at nothing', () => {
    for (const one of ['', 'data:', 'data:image/png;base64,', 'data:image/jpeg;base64,/9j/§', 'no address'])
      assert.equal(withoutMetadata(one), one);
    const heads = ['\xff\xd8\xff\xe1', '\x89PNG\r\n\x1a\n', 'RIFF\0\0\0\0WEBP', ''];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        const bytes = Buffer.concat([Buffer.from(head, 'latin1'), rest]);
        const once = cleaned('x', bytes);
        assert.equal(once.length, bytes.length);
        assert.deepEqual(cleaned('x', once), once);
      }),
    );
  });
});
