// Draws test/e2e/demo/assets/label.png, a parcel label of 96 × 64 pixels, without any image library: `node test/e2e/makeDemoImage.ts`.
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const WIDTH = 96;
const HEIGHT = 64;

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** A white label with a frame, a bar code and a red "fragile" corner. */
function pixel(x: number, y: number): readonly [number, number, number] {
  const frame = x < 2 || y < 2 || x >= WIDTH - 2 || y >= HEIGHT - 2;
  const bars = y > 14 && y < 46 && x > 10 && x < 70 && ((x * 7 + (x >> 2) * 3) % 11) % 2 === 0;
  const corner = x - y > 62;
  if (frame || bars) return [30, 30, 30];
  return corner ? [200, 40, 40] : [250, 248, 240];
}

/** An 8-bit RGB PNG, each row after a filter byte of 0. */
export function labelPng(): Buffer {
  const rows = Array.from({ length: HEIGHT }, (_, y) => [
    0,
    ...Array.from({ length: WIDTH }, (_, x) => pixel(x, y)).flat(),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

if (import.meta.main) writeFileSync(new URL('demo/assets/label.png', import.meta.url), labelPng());
