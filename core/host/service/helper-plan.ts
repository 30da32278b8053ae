import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import { helperGroup } from '../../model/tune/helper-wire.ts';
import type { HelperMachine, Release } from './helper-machine.ts';
import { helperServiceUnit, helperSocketUnit, helperUnitNames } from './helper-units.ts';
import { type Standing, standingOf, withMark } from './mark.ts';
import { systemdVersion } from './systemd.ts';
import { fitsUnit } from './unit-words.ts';

/** The entry of the helper in a release. */
const helperProgram = 'tune-helper.mjs';

/** All that installing the root helper would do. Nothing of it is done yet. */
export interface HelperPlan {
  /** What root will run; absolute, and root's alone. */
  readonly node: string;
  readonly folder: string;
  /** Null: Node and program are root's alone where they are, and run from there. */
  readonly copy: { readonly release: Release; readonly isThere: boolean; readonly withNode: boolean } | null;
  /** Copies of other releases, which go at the end. */
  readonly older: readonly string[];
  readonly group: { readonly isThere: boolean; readonly members: readonly string[]; readonly add: readonly string[] };
  readonly units: readonly PlannedUnit[];
  /** After the units are written, in this order. */
  readonly commands: readonly (readonly string[])[];
  /** Everything is as it would be made. */
  readonly isDone: boolean;
}

export interface PlannedUnit {
  readonly file: string;
  readonly text: string;
  readonly standing: Standing;
}

/**
 * Looks at this machine; changes nothing. `allow`: accounts that may ask the helper. Faults: `service-unsupported`,
 * `tune-helper-not-built`, `tune-helper-untrusted`, `tune-helper-account`.
 */
export async function planHelper(machine: HelperMachine, allow: readonly string[]): Promise<HelperPlan> {
  if (machine.platform !== 'linux') throw fail('service-unsupported', { reason: 'no-systemd' });
  await systemdVersion(machine, 'system');
  if (!machine.isRelease) throw fail('tune-helper-not-built', { folder: machine.folder });
  const place = placeFor(machine);
  for (const path of [place.node, place.folder]) {
    // systemd's own words for a path that it cannot name on a line.
    if (!fitsUnit(path))
      throw fail('service-failed', { command: 'systemctl enable', detail: 'a path with control characters' });
  }
  const units = plannedUnits(machine, place);
  const group = await plannedGroup(machine, allow);
  const isActive = (await machine.run('systemctl', ['is-active', helperUnitNames.socket])).stdout.trim() === 'active';
  const isEnabled =
    (await machine.run('systemctl', ['is-enabled', helperUnitNames.socket])).stdout.trim() === 'enabled';
  const older = machine.copies().filter((each) => each !== place.folder);
  return {
    ...place,
    older,
    group,
    units,
    commands: [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', helperUnitNames.socket],
      ['systemctl', 'restart', helperUnitNames.socket],
    ],
    isDone:
      place.copy?.isThere !== false &&
      group.isThere &&
      group.add.length === 0 &&
      units.every(({ standing }) => standing === 'current') &&
      older.length === 0 &&
      isActive &&
      isEnabled,
  };
}

/** Program and interpreter where they are if both are root's alone, else as a copy that is. */
function placeFor(machine: HelperMachine): Pick<HelperPlan, 'node' | 'folder' | 'copy'> {
  const withNode = machine.weaknessOf(machine.node) !== null;
  const release = machine.release(withNode);
  // The Node is one of them if it is to be copied.
  const isWeak = release.files.some(({ path }) => machine.weaknessOf(path) !== null);
  if (!isWeak) return { node: machine.node, folder: machine.folder, copy: null };
  const folder = join(machine.copiesFolder, `helper-${machine.version}-${release.digest.slice(0, digestChars)}`);
  const weakness = machine.weaknessOf(folder);
  if (weakness !== null) throw fail('tune-helper-untrusted', weakness);
  const copy = { release, isThere: release.isAt(folder), withNode };
  return { node: withNode ? join(folder, 'node') : machine.node, folder, copy };
}

/** Enough to tell two builds of one version apart. */
const digestChars = 12;

function plannedUnits(machine: HelperMachine, { node, folder }: Pick<HelperPlan, 'node' | 'folder'>): PlannedUnit[] {
  const { service, socket } = helperUnitNames;
  const texts = [
    [service, helperServiceUnit({ node, program: join(folder, helperProgram) })],
    [socket, helperSocketUnit()],
  ] as const;
  return texts.map(([name, unit]) => {
    const file = join(machine.unitFolder, name);
    const text = withMark(unit, 'hash', '', 'tune install-helper');
    return { file, text, standing: standingOf(machine.read(file, 'utf8'), text) };
  });
}

async function plannedGroup(machine: HelperMachine, allow: readonly string[]): Promise<HelperPlan['group']> {
  const found = await machine.groupNamed(helperGroup);
  const members = found?.members ?? [];
  const add: string[] = [];
  for (const name of allow) {
    const account = await machine.accountNamed(name);
    if (account === null || account.uid === 0) throw fail('tune-helper-account', { name });
    const isIn = members.includes(account.name) || account.gid === found?.gid || add.includes(account.name);
    if (!isIn) add.push(account.name);
  }
  return { isThere: found !== null, members, add };
}

/** The words that start the helper once, only to say that it is whole. */
export function checkWords(node: string, folder: string): readonly string[] {
  return [node, join(folder, helperProgram), '--check'];
}
