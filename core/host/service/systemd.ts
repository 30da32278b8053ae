import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import type { ProgramEnd, ServiceMachine } from './service-machine.ts';
import { sandboxProperties, unitName } from './systemd-unit.ts';

/** Whose manager a unit belongs to. */
export type Scope = 'user' | 'system';

/** Where the unit of a scope lies. */
export function unitFile({ env, personFolder }: Pick<ServiceMachine, 'env' | 'personFolder'>, scope: Scope): string {
  if (scope === 'system') return `/etc/systemd/system/${unitName}`;
  return join(env['XDG_CONFIG_HOME'] || join(personFolder, '.config'), 'systemd', 'user', unitName);
}

/** The words before a program's own that say which manager is meant. */
export function scopeWords(scope: Scope): string[] {
  return scope === 'user' ? ['--user'] : [];
}

/** Version of the manager. Throws `service-unsupported` where there is none, or none for this person. */
export async function systemdVersion(machine: Pick<ServiceMachine, 'run'>, scope: Scope): Promise<number> {
  const said = await machine.run('systemctl', ['--version']);
  const version = Number(/^systemd (\d+)/m.exec(said.stdout)?.[1]);
  if (!Number.isInteger(version)) throw fail('service-unsupported', { reason: 'no-systemd' });
  const state = await machine.run('systemctl', [...scopeWords(scope), 'is-system-running']);
  // `degraded` and `starting` end with a failure too, but say so on stdout.
  if (/^(?:unknown|offline)?$/.test(state.stdout.trim())) {
    throw fail('service-unsupported', { reason: scope === 'user' ? 'no-user-manager' : 'no-systemd' });
  }
  return version;
}

/**
 * Whether this machine can make the sandbox: our Node is started in it once, does nothing and leaves nothing. A kernel
 * without user namespaces for everybody, and some containers, cannot.
 */
export async function sandboxTrial(machine: ServiceMachine, scope: Scope): Promise<'full' | 'plain'> {
  const properties = sandboxProperties(scope).flatMap((line) => ['--property', line]);
  const options = ['--wait', '--collect', '--quiet', ...properties];
  const end = await machine.run('systemd-run', [...scopeWords(scope), ...options, machine.node, '--eval', '0']);
  return end.code === 0 ? 'full' : 'plain';
}

/** Whether the kernel limits memory for units of this scope (cgroup v2). */
export function canLimitMemory(machine: Pick<ServiceMachine, 'read' | 'uid'>, scope: Scope): boolean {
  const root = '/sys/fs/cgroup';
  const { uid } = machine;
  const own = `user.slice/user-${uid}.slice/user@${uid}.service`;
  const folders = scope === 'user' ? [root, join(root, own)] : [root];
  return folders.every((folder) =>
    (machine.read(join(folder, 'cgroup.controllers'), 'utf8') ?? '').split(/\s+/).includes('memory'),
  );
}

/** Runs a step that must succeed. Throws `service-failed` with the command and what it said. */
export async function mustRun(
  machine: Pick<ServiceMachine, 'run'>,
  [command = '', ...args]: readonly string[],
): Promise<ProgramEnd> {
  const end = await machine.run(command, args);
  if (end.code !== 0) {
    throw fail('service-failed', { command: [command, ...args].join(' '), detail: end.stderr.trim().slice(0, 500) });
  }
  return end;
}
