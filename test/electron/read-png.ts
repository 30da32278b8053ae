import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

/** What our own writer makes: square, 8 bits, with opacity, lines as they are or as differences from the one above. */
export function readPng(png: Buffer): { readonly side: number; readonly rgba: Uint8Array } {
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
  const data: Buffer[] = [];
  let side = 0;
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.subarray(at + 4, at + 8).toString('latin1');
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      side = body.readUInt32BE(0);
      assert.equal(body.subarray(4).toString('hex'), `${body.subarray(0, 4).toString('hex')}0806000000`);
    }
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const lines = inflateSync(Buffer.concat(data));
  const lineBytes = side * 4;
  const rgba = new Uint8Array(side * lineBytes);
  for (let line = 0; line < side; line += 1) {
    const filter = lines[line * (lineBytes + 1)];
    assert.ok(filter === 0 || filter === 2, `filter ${filter}`);
    for (let x = 0; x < lineBytes; x += 1) {
      const above = filter === 2 && line > 0 ? (rgba[(line - 1) * lineBytes + x] ?? 0) : 0;
      rgba[line * lineBytes + x] = (lines[line * (lineBytes + 1) + 1 + x] ?? 0) + above;
    }
  }
  return { side, rgba };
}

/** The PNGs of an ICO or ICNS file, or the one that a PNG is. */
export function pngsOf(path: string, bytes: Buffer): Buffer[] {
  if (path.endsWith('.png')) return [bytes];
  if (path.endsWith('.ico')) {
    assert.equal(bytes.readUInt32LE(0), 0x0001_0000);
    return Array.from({ length: bytes.readUInt16LE(4) }, (_, at) => {
      const entry = 6 + 16 * at;
      const start = bytes.readUInt32LE(entry + 12);
      const png = bytes.subarray(start, start + bytes.readUInt32LE(entry + 8));
      assert.equal(bytes[entry], readPng(png).side % 256);
      return png;
    });
  }
  assert.equal(bytes.subarray(0, 4).toString('latin1'), 'icns');
  assert.equal(bytes.readUInt32BE(4), bytes.length);
  const found: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4))
    found.push(bytes.subarray(at + 8, at + bytes.readUInt32BE(at + 4)));
  return found;
}
