import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import { helperGroup } from '../../model/tune/helper-wire.ts';
import type { HelperMachine } from './helper-machine.ts';
import { helperUnitNames } from './helper-units.ts';
import { standingOf } from './mark.ts';
import { mustRun } from './systemd.ts';

/** What removing the root helper would do. */
export interface HelperRemoval {
  readonly units: readonly { readonly file: string; readonly found: 'ours' | 'edited' | 'foreign' }[];
  readonly hasGroup: boolean;
  readonly members: readonly string[];
  readonly copies: readonly string[];
  readonly isNothing: boolean;
}

/** Looks; changes nothing. */
export async function planHelperRemoval(machine: HelperMachine): Promise<HelperRemoval> {
  // The socket first: nobody comes in while the rest goes.
  const units = [helperUnitNames.socket, helperUnitNames.service].flatMap((name) => {
    const file = join(machine.unitFolder, name);
    const standing = standingOf(machine.read(file, 'utf8'), '');
    if (standing === 'absent') return [];
    const found = standing === 'outdated' ? ('ours' as const) : standing === 'edited' ? standing : ('foreign' as const);
    return [{ file, found }];
  });
  const group = await machine.groupNamed(helperGroup);
  const copies = machine.copies();
  return {
    units,
    hasGroup: group !== null,
    members: group?.members ?? [],
    copies,
    isNothing: units.length === 0 && group === null && copies.length === 0,
  };
}

/**
 * Removes exactly what installing made; a unit that somebody edited is kept under another name. Settings that were applied
 * stay, and `tune revert` as root takes them back as before. Repeating it finishes what was cut short. Gives where edited
 * units were put. Faults: `tune-helper-foreign`, `service-failed`.
 */
export async function removeHelper(machine: HelperMachine, removal: HelperRemoval): Promise<string[]> {
  const foreign = removal.units.find(({ found }) => found === 'foreign');
  if (foreign !== undefined) throw fail('tune-helper-foreign', { path: foreign.file });
  const keptAs: string[] = [];
  // What has ended already, or was never enabled, fails here; the files go all the same.
  if (removal.units.length > 0) await machine.run('systemctl', ['disable', '--now', helperUnitNames.socket]);
  for (const { file, found } of removal.units) {
    if (found === 'edited') keptAs.push(machine.setAside(file));
    else machine.remove(file);
  }
  if (removal.units.length > 0) await mustRun(machine, ['systemctl', 'daemon-reload']);
  if (removal.hasGroup) await mustRun(machine, ['groupdel', helperGroup]);
  for (const folder of removal.copies) machine.removeCopy(folder);
  return keptAs;
}
