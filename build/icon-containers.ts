/** One picture of a container: a PNG and its side in pixels. */
export interface SizedPng {
  readonly side: number;
  readonly png: Uint8Array;
}

/** A Windows icon: a directory, then the PNGs as they are (read so since Vista). Sides up to 256. */
export function icoOf(pictures: readonly SizedPng[]): Uint8Array {
  const headBytes = 6 + 16 * pictures.length;
  const head = Buffer.alloc(headBytes);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = headBytes;
  for (const [at, { side, png }] of pictures.entries()) {
    const entry = 6 + 16 * at;
    // 0 stands for 256.
    head.writeUInt8(side % 256, entry);
    head.writeUInt8(side % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(png.length, entry + 8);
    head.writeUInt32LE(offset, entry + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** What macOS calls a PNG of so many pixels; `@2x` ones are for sharp screens. */
const icnsTypes: readonly (readonly [type: string, side: number])[] = [
  ['icp4', 16],
  ['ic11', 32],
  ['icp5', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1_024],
];

/** A macOS icon: types with their lengths, big-endian. Leaves out what has no picture of its side. */
export function icnsOf(pictures: readonly SizedPng[]): Uint8Array {
  const parts = icnsTypes.flatMap(([type, side]) => {
    const found = pictures.find((picture) => picture.side === side);
    return found === undefined ? [] : [chunk(type, found.png)];
  });
  return chunk('icns', Buffer.concat(parts));
}

function chunk(type: string, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + bytes.length, 4);
  return Buffer.concat([head, bytes]);
}
