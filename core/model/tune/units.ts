import { isNull } from './drop-ins.ts';
import type { Look } from './look.ts';

const unitFolders = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

const generatorFolders = [
  '/run/systemd/system-generators',
  '/etc/systemd/system-generators',
  '/usr/local/lib/systemd/system-generators',
  '/usr/lib/systemd/system-generators',
  '/lib/systemd/system-generators',
];

export type UnitState =
  | { readonly kind: 'absent' }
  | { readonly kind: 'masked' | 'disabled' | 'enabled'; readonly path: string };

/** What systemd would make of a unit at boot: the first folder that has it decides; enabled by a link in `*.wants`. */
export function unitState(look: Look, name: string): UnitState {
  const folder = unitFolders.find((each) => look.tree.names(each).includes(name));
  if (folder === undefined) return { kind: 'absent' };
  const path = `${folder}/${name}`;
  if (isNull(look.tree.linkOf(path))) return { kind: 'masked', path };
  const isWanted = unitFolders.some((each) =>
    look.tree
      .names(each)
      .some((wants) => /\.(wants|requires)$/.test(wants) && look.tree.names(`${each}/${wants}`).includes(name)),
  );
  return { kind: isWanted ? 'enabled' : 'disabled', path };
}

/** The path of a generator that runs at boot; null when there is none or it is masked. */
export function generatorPath(look: Look, name: string): string | null {
  const folder = generatorFolders.find((each) => look.tree.names(each).includes(name));
  if (folder === undefined) return null;
  const path = `${folder}/${name}`;
  return isNull(look.tree.linkOf(path)) ? null : path;
}
