import { readFile } from 'node:fs/promises';
import type { Configuration } from 'electron-builder';

/**
 * Switches that are burnt into the program, so that no variable and no file beside it makes it a plain Node, a debugger's
 * target or the host of somebody else's code (item 19 of Electron's list). Linux takes the check of the asar's hash for
 * nothing; there it is the same switch with no effect.
 */
export const fuses = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  grantFileProtocolExtraPrivileges: false,
  enableCookieEncryption: true,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
} satisfies Configuration['electronFuses'];

/** Behind these words the program keeps one sign for each fuse, after a byte for the format and one for their number. */
export const fuseSentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
export const fuseFormat = 1;

/** In the order of the wire; Electron appends new ones. */
export const fuseNames = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

export type FuseState = 'on' | 'off' | 'removed';

/** The fuses of a program by name, those without a name of ours by their number; null where it has none. */
export async function readFuses(program: string): Promise<Record<string, FuseState> | null> {
  const bytes = await readFile(program);
  const at = bytes.indexOf(fuseSentinel);
  if (at === -1) return null;
  const wire = at + fuseSentinel.length;
  if (bytes[wire] !== fuseFormat) throw new Error(`${program} has fuses of format ${bytes[wire]}`);
  const states = [...bytes.subarray(wire + 2, wire + 2 + (bytes[wire + 1] ?? 0))];
  return Object.fromEntries(states.map((sign, index) => [fuseNames[index] ?? String(index), stateOf(sign)]));
}

function stateOf(sign: number): FuseState {
  if (sign === 0x30) return 'off';
  if (sign === 0x31) return 'on';
  return 'removed';
}

/** What our fuses are but for `found`; empty where all are as they should be. */
export function fuseFaults(found: Readonly<Record<string, FuseState>> | null): string[] {
  if (found === null) return ['the program has no fuses'];
  return Object.entries(fuses).flatMap(([name, isOn]) =>
    found[name] === (isOn ? 'on' : 'off') ? [] : [`${name} is ${found[name] ?? 'missing'}`],
  );
}
