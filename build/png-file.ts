import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const pixelBytes = 4;

/** A square picture as a PNG, 8 bits of red, green, blue and opacity each, as small as plain means make it. */
export function pngOf(side: number, rgba: Uint8Array): Uint8Array {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.writeUInt8(8, 8);
  // Truecolour with alpha.
  head.writeUInt8(6, 9);
  const lines = filtered(side, rgba);
  const data = deflateSync(lines, { level: 9, memLevel: 9 });
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Each line as it is or as its difference from the line above: whichever is quieter. Flat drawings need no more. */
function filtered(side: number, rgba: Uint8Array): Buffer {
  const lineBytes = side * pixelBytes;
  const out = Buffer.alloc(side * (lineBytes + 1));
  for (let line = 0; line < side; line += 1) {
    const raw = rgba.subarray(line * lineBytes, (line + 1) * lineBytes);
    const above = line === 0 ? new Uint8Array(lineBytes) : rgba.subarray((line - 1) * lineBytes, line * lineBytes);
    const up = raw.map((byte, at) => (byte - (above[at] ?? 0)) & 0xff);
    const isUp = changes(up) < changes(raw);
    const at = line * (lineBytes + 1);
    out[at] = isUp ? 2 : 0;
    out.set(isUp ? up : raw, at + 1);
  }
  return out;
}

/** How often a pixel differs from the one before it. */
function changes(line: Uint8Array): number {
  let sum = 0;
  for (let at = pixelBytes; at < line.length; at += 1) if (line[at] !== line[at - pixelBytes]) sum += 1;
  return sum;
}

function chunk(type: string, bytes: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), bytes]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(bytes.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
