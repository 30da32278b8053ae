import { fail } from '../../model/errors.ts';
import type { ServiceMachine } from './service-machine.ts';
import type { ServicePlan } from './service-plan.ts';
import { mustRun } from './systemd.ts';

/** What an installation did. */
export interface Installed {
  /** Where a file that somebody had edited was put; null when there was none. */
  readonly keptAs: string | null;
}

/**
 * Does what the plan says. A file of ours that somebody edited is kept beside; one that is not ours is left alone.
 * Faults: `service-foreign`, `service-failed`, `disk-full`.
 */
export async function installService(
  machine: ServiceMachine,
  plan: ServicePlan,
  homeFolder: string,
): Promise<Installed> {
  if (plan.standing === 'foreign') throw fail('service-foreign', { path: plan.file });
  machine.makeHome(homeFolder, plan.account);
  const keptAs = plan.standing === 'edited' ? machine.setAside(plan.file) : null;
  if (plan.standing !== 'current') machine.write(plan.file, plan.text, plan.encoding);
  for (const [command = '', ...args] of plan.commands) {
    // To put out what is not loaded fails, and is no fault.
    if (args[0] === 'bootout') await machine.run(command, args);
    else await mustRun(machine, [command, ...args]);
  }
  return { keptAs };
}

/** The service starts with the machine instead of with the person's first login. False when it was refused. */
export async function enableLinger(machine: ServiceMachine, account: string): Promise<boolean> {
  return (await machine.run('loginctl', ['enable-linger', account])).code === 0;
}

/** Null where nobody can say. */
export async function lingers(machine: ServiceMachine, account: string): Promise<boolean | null> {
  const said = await machine.run('loginctl', ['show-user', account, '--property', 'Linger', '--value']);
  if (said.code === 0) return said.stdout.trim() === 'yes';
  // A person who is not logged in is unknown to loginctl; the mark is a file.
  return machine.exists(`/var/lib/systemd/linger/${account}`);
}
