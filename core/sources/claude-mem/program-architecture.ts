import { open } from 'node:fs/promises';

/** The words of process.arch; `universal` holds several. */
export type Architecture = 'x64' | 'ia32' | 'arm64' | 'arm' | 'universal';

/** A header of each format lies within this, as linkers write them. */
const headBytes = 4_096;

const elfMachines: Readonly<Record<number, Architecture>> = { 0x3e: 'x64', 0x03: 'ia32', 0xb7: 'arm64', 0x28: 'arm' };
const machCpus: Readonly<Record<number, Architecture>> = { 0x0100_0007: 'x64', 0x0100_000c: 'arm64' };
const peMachines: Readonly<Record<number, Architecture>> = { 0x8664: 'x64', 0x014c: 'ia32', 0xaa64: 'arm64' };

/**
 * What kind of processor a program was made for, by its header (ELF, Mach-O, PE). Null for a script, another processor,
 * or a file that cannot be read.
 */
export async function programArchitecture(path: string): Promise<Architecture | null> {
  const head = await headOf(path).catch(() => null);
  return head === null || head.length < 64 ? null : architectureIn(head);
}

function architectureIn(head: Buffer): Architecture | null {
  if (head.readUInt32BE(0) === 0x7f45_4c46) {
    // Byte 5 says which end comes first; the big-endian machines are none of ours.
    return head[5] === 1 ? (elfMachines[head.readUInt16LE(18)] ?? null) : null;
  }
  if (head.readUInt32LE(0) === 0xfeed_facf) return machCpus[head.readUInt32LE(4)] ?? null;
  if (head.readUInt32BE(0) === 0xcafe_babe) return 'universal';
  if (head.readUInt16BE(0) !== 0x4d5a) return null;
  const at = head.readUInt32LE(0x3c);
  const isPe = at + 6 <= head.length && head.toString('latin1', at, at + 4) === 'PE\0\0';
  return isPe ? (peMachines[head.readUInt16LE(at + 4)] ?? null) : null;
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(bytes, 0, headBytes, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
