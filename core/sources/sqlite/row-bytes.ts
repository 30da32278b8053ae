/** A value as better-sqlite3 gives it with safe integers: every SQLite value has exactly one form. */
export type SqlValue = null | bigint | number | string | Uint8Array;

/** Rows are gathered into blocks of this size before they are hashed: fewer, larger calls. */
const blockBytes = 256 * 1024;
/** The largest value without a payload of its own length: tag and eight bytes. */
const fixedBytesMax = 9;

export interface RowBytes {
  add(value: SqlValue): void;
  /** Hands out what is still gathered. */
  flush(): void;
}

/**
 * The canonical bytes of values, one after another, in blocks to `write` (core/FORMATS.md, 'Content digest'): a tag byte,
 * then N nothing; I eight bytes, two's complement; R eight bytes, IEEE 754; T and B four bytes of length and the bytes.
 * All big endian. `write` must use a block before it returns, it is filled again.
 */
export function rowBytes(write: (block: Uint8Array) => void): RowBytes {
  const block = Buffer.allocUnsafe(blockBytes);
  let at = 0;
  function flush(): void {
    if (at > 0) write(block.subarray(0, at));
    at = 0;
  }
  function tag(letter: 'N' | 'I' | 'R' | 'T' | 'B'): void {
    if (at + fixedBytesMax > blockBytes) flush();
    at = block.writeUInt8(letter.charCodeAt(0), at);
  }
  function text(value: string): void {
    const bytes = Buffer.byteLength(value);
    at = block.writeUInt32BE(bytes, at);
    if (at + bytes > blockBytes) flush();
    if (bytes > blockBytes) write(Buffer.from(value));
    else at += block.write(value, at);
  }
  function blob(value: Uint8Array): void {
    at = block.writeUInt32BE(value.length, at);
    if (at + value.length > blockBytes) flush();
    if (value.length > blockBytes) write(value);
    else {
      block.set(value, at);
      at += value.length;
    }
  }
  function add(value: SqlValue): void {
    if (value === null) return tag('N');
    if (typeof value === 'bigint') {
      tag('I');
      at = block.writeBigInt64BE(value, at);
    } else if (typeof value === 'number') {
      tag('R');
      at = block.writeDoubleBE(value, at);
    } else if (typeof value === 'string') {
      tag('T');
      text(value);
    } else {
      tag('B');
      blob(value);
    }
  }
  return { add, flush };
}
