import { fail } from '../../model/errors.ts';
import { headerBytesMax, parseHeader, type ObjectHeader } from '../../model/sealed-object.ts';

const newline = 0x0a;

/** An object's first line, and all bytes after it: a view, not a copy. */
export interface Opened {
  readonly header: ObjectHeader;
  readonly rest: Uint8Array;
}

/**
 * Splits an object at its first newline. `mark` stands before the header: `# ` in key files, else nothing.
 * Throws `object-damaged` without a header of ours, `format-unknown` for a later one.
 */
export function splitFirstLine(key: string, bytes: Uint8Array, mark = ''): Opened {
  const end = bytes.subarray(0, headerBytesMax).indexOf(newline);
  const line = end < 0 ? '' : Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('utf8');
  const header = line.startsWith(mark) ? parseHeader(line.slice(mark.length)) : null;
  if (header === null) throw fail('object-damaged', { key, finding: 'its first line is not one of Membridge' });
  if (header.kind === 'newer') throw fail('format-unknown', { key, format: header.format });
  return { header, rest: bytes.subarray(end + 1) };
}
