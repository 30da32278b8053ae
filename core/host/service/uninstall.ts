import { fail } from '../../model/errors.ts';
import { agentLabel } from './launchd-agent.ts';
import { standingOf } from './mark.ts';
import type { ServiceMachine } from './service-machine.ts';
import { agentFile, taskFile } from './service-plan.ts';
import { type Scope, scopeWords, unitFile } from './systemd.ts';
import { unitName } from './systemd-unit.ts';
import { taskName } from './windows-task.ts';

/** What removing the service would do. */
export interface RemovalPlan {
  readonly file: string;
  readonly scope: Scope;
  /** `edited`: somebody changed our file, it is kept under another name. `foreign`: none of ours, left alone. */
  readonly found: 'absent' | 'ours' | 'edited' | 'foreign';
  readonly before: readonly (readonly string[])[];
  readonly after: readonly (readonly string[])[];
}

export interface Removal {
  readonly file: string;
  readonly removed: boolean;
  /** Where an edited file was put. */
  readonly keptAs: string | null;
}

/** Looks; changes nothing. */
export function planRemoval(machine: ServiceMachine, scope: Scope, homeFolder: string): RemovalPlan {
  const { file, encoding, before, after } = placeOf(machine, scope, homeFolder);
  const standing = standingOf(machine.read(file, encoding), '');
  const found = standing === 'outdated' ? 'ours' : standing === 'current' ? 'foreign' : standing;
  return { file, scope, found, before, after };
}

/**
 * Ends the service and removes exactly the file that `service install` wrote; one that somebody edited is kept under
 * another name, which nothing reads. Memory, home and secrets stay. Faults: `service-foreign`, `service-needs-root`.
 */
export async function removeService(machine: ServiceMachine, plan: RemovalPlan): Promise<Removal> {
  const { file, found, scope } = plan;
  if (found === 'absent') return { file, removed: false, keptAs: null };
  if (found === 'foreign') throw fail('service-foreign', { path: file });
  if (scope === 'system' && machine.uid !== 0) {
    const command = `sudo ${machine.node} ${machine.program} service uninstall --system`;
    throw fail('service-needs-root', { command });
  }
  // What has ended already, or was never enabled, fails here; the file goes all the same.
  for (const [command = '', ...args] of plan.before) await machine.run(command, args);
  const keptAs = found === 'edited' ? machine.setAside(file) : null;
  if (keptAs === null) machine.remove(file);
  for (const [command = '', ...args] of plan.after) await machine.run(command, args);
  return { file, removed: true, keptAs };
}

interface Place {
  readonly file: string;
  readonly encoding: 'utf8' | 'utf16le';
  readonly before: readonly (readonly string[])[];
  readonly after: readonly (readonly string[])[];
}

function placeOf(machine: ServiceMachine, scope: Scope, homeFolder: string): Place {
  if (machine.platform === 'darwin') {
    const before = [['launchctl', 'bootout', `gui/${machine.uid}/${agentLabel}`]];
    return { file: agentFile(machine), encoding: 'utf8', before, after: [] };
  }
  if (machine.platform === 'win32') {
    const before = [
      ['schtasks', '/End', '/TN', taskName],
      ['schtasks', '/Delete', '/TN', taskName, '/F'],
    ];
    return { file: taskFile(homeFolder), encoding: 'utf16le', before, after: [] };
  }
  const systemctl = ['systemctl', ...scopeWords(scope)];
  return {
    file: unitFile(machine, scope),
    encoding: 'utf8',
    before: [[...systemctl, 'disable', '--now', unitName]],
    after: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'reset-failed', unitName],
    ],
  };
}
