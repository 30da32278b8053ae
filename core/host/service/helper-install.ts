import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import { helperGroup } from '../../model/tune/helper-wire.ts';
import type { HelperMachine } from './helper-machine.ts';
import { checkWords, type HelperPlan } from './helper-plan.ts';
import { helperUnitNames } from './helper-units.ts';
import { mustRun } from './systemd.ts';

/** What an installation did. */
export interface HelperInstalled {
  /** Where units that somebody had edited were put. */
  readonly keptAs: readonly string[];
  /** Older copies that could not be removed: the next run tries again. */
  readonly left: readonly string[];
}

/** Takes back one step. */
type Undo = () => Promise<unknown>;

/**
 * Does what the plan says. When a step fails, those before it are taken back and the fault is thrown; when we are killed in
 * between, the next run goes on: each step looks first whether it is done. Faults: `tune-helper-foreign`, `service-failed`,
 * `disk-full`.
 */
export async function installHelper(machine: HelperMachine, plan: HelperPlan): Promise<HelperInstalled> {
  const foreign = plan.units.find(({ standing }) => standing === 'foreign');
  if (foreign !== undefined) throw fail('tune-helper-foreign', { path: foreign.file });
  const undos: Undo[] = [];
  try {
    await putProgram(machine, plan, undos);
    await putGroup(machine, plan, undos);
    const keptAs = await putUnits(machine, plan, undos);
    // The whole way once: a kernel that cannot make its sandbox shows only here.
    await machine.tryOut();
    return { keptAs, left: removedOlder(machine, plan) };
  } catch (error) {
    // What cannot be taken back is found by the next run.
    for (const undo of undos.toReversed()) await undo().catch(() => {});
    throw error;
  }
}

/** Not taken back: what is new stands by then, and what is old may be half gone. */
function removedOlder(machine: HelperMachine, { older }: HelperPlan): string[] {
  return older.filter((folder) => {
    try {
      machine.removeCopy(folder);
      return false;
    } catch {
      return true;
    }
  });
}

async function putProgram(machine: HelperMachine, { node, folder, copy }: HelperPlan, undos: Undo[]): Promise<void> {
  const check = async (place: string) => {
    // A copied Node is tried as a copy too.
    const binary = copy?.withNode === true ? join(place, 'node') : node;
    const said = await mustRun(machine, checkWords(binary, place));
    if (said.stdout !== 'ready\n')
      throw fail('service-failed', { command: checkWords(binary, place).join(' '), detail: said.stdout });
  };
  if (copy === null || copy.isThere) return await check(folder);
  await copy.release.copyTo(folder, check);
  undos.push(async () => machine.removeCopy(folder));
}

async function putGroup(machine: HelperMachine, { group }: HelperPlan, undos: Undo[]): Promise<void> {
  if (!group.isThere) {
    await mustRun(machine, ['groupadd', '--system', helperGroup]);
    undos.push(() => machine.run('groupdel', [helperGroup]));
  }
  for (const name of group.add) {
    await mustRun(machine, ['gpasswd', '--add', name, helperGroup]);
    undos.push(() => machine.run('gpasswd', ['--delete', name, helperGroup]));
  }
}

async function putUnits(machine: HelperMachine, { units, commands }: HelperPlan, undos: Undo[]): Promise<string[]> {
  const wasThere = units.some(({ standing }) => standing !== 'absent');
  // Pushed first, done last: by then the files are as they were.
  undos.push(async () => {
    await machine.run('systemctl', ['daemon-reload']);
    if (wasThere) await machine.run('systemctl', ['restart', helperUnitNames.socket]);
  });
  const keptAs: string[] = [];
  for (const { file, text, standing } of units) {
    if (standing === 'current') continue;
    const before = machine.read(file, 'utf8');
    undos.push(async () => (before === null ? machine.remove(file) : machine.write(file, before, 'utf8')));
    if (standing === 'edited') {
      const aside = machine.setAside(file);
      undos.push(async () => machine.remove(aside));
      keptAs.push(aside);
    }
    machine.write(file, text, 'utf8');
  }
  if (!wasThere) undos.push(() => machine.run('systemctl', ['disable', '--now', helperUnitNames.socket]));
  for (const command of commands) await mustRun(machine, command);
  return keptAs;
}
