import { dirname, join } from 'node:path';
import { fail } from '../../model/errors.ts';
import type { Connection } from '../../model/settings.ts';
import { agentHead, agentLabel, launchdAgent } from './launchd-agent.ts';
import { type Standing, standingOf, withMark } from './mark.ts';
import { memoryLimits } from './memory-limits.ts';
import type { Account, ServiceMachine } from './service-machine.ts';
import { canLimitMemory, type Scope, sandboxTrial, scopeWords, systemdVersion, unitFile } from './systemd.ts';
import { systemdUnit, unitName } from './systemd-unit.ts';
import { fitsUnit } from './unit-words.ts';
import { taskHead, taskName, windowsTask } from './windows-task.ts';

/** What a service is made for. */
export interface ServiceWish {
  readonly scope: Scope;
  /** Absolute. */
  readonly homeFolder: string;
  /** What `init` wrote, if it did. */
  readonly connection: Pick<Connection, 'source' | 'remote'> | null;
}

/** All that `service install` would do: the file, its whole text, and the commands after it. */
export interface ServicePlan {
  readonly kind: 'systemd-user' | 'systemd-system' | 'launchd-agent' | 'windows-task';
  readonly file: string;
  readonly text: string;
  readonly encoding: 'utf8' | 'utf16le';
  readonly standing: Standing;
  /** In this order, after the file is written. */
  readonly commands: readonly (readonly string[])[];
  /** Whose a system service is, and who may want to linger; null where that is no question. */
  readonly account: Account | null;
  readonly sandbox: 'full' | 'plain' | null;
  readonly limitsMemory: boolean | null;
}

/** Names in the person's environment that say where things are; never ones that hold a secret. */
const environmentNames = [
  'CLAUDE_CONFIG_DIR',
  'CLAUDE_MEM_DATA_DIR',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'NODE_EXTRA_CA_CERTS',
];

/**
 * Looks at this machine and says what installing would do; changes nothing. Faults: `service-unsupported`,
 * `service-account` (whose the home is cannot be told).
 */
export async function planService(machine: ServiceMachine, wish: ServiceWish): Promise<ServicePlan> {
  const { platform } = machine;
  if (platform === 'linux') return planUnit(machine, wish);
  if (wish.scope === 'system') throw fail('service-unsupported', { reason: 'no-system-scope' });
  if (platform === 'darwin') return planAgent(machine, wish);
  if (platform === 'win32') return planTask(machine, wish);
  throw fail('service-unsupported', { reason: 'no-systemd' });
}

async function planUnit(machine: ServiceMachine, wish: ServiceWish): Promise<ServicePlan> {
  const { scope, homeFolder, connection } = wish;
  const version = await systemdVersion(machine, scope);
  const account = await machine.accountOf(homeFolder);
  if (account === null) throw fail('service-account', { path: homeFolder });
  // Only root can try the system manager; who looks with --dry-run sees what is usual.
  const mayTry = scope === 'user' || machine.uid === 0;
  const sandbox = mayTry ? await sandboxTrial(machine, scope) : 'full';
  const limitsMemory = canLimitMemory(machine, scope);
  const remote = connection?.remote;
  const words = { node: machine.node, program: machine.program, homeFolder };
  const environment = environmentOf(machine);
  refuseUnfit([...Object.values(words), ...Object.values(environment)]);
  const unit = systemdUnit({
    ...words,
    scope,
    memoryFolder: connection === null ? await machine.memoryFolder(account) : dirname(connection.source.path),
    remoteFolder: remote?.kind === 'folder' ? remote.folder : null,
    account: scope === 'system' ? account.name : null,
    environment,
    memory: memoryLimits(machine.memoryBytes),
    canLimitMemory: limitsMemory,
    sandbox,
    systemdVersion: version,
  });
  const text = withMark(unit, 'hash');
  const file = unitFile(machine, scope);
  const systemctl = ['systemctl', ...scopeWords(scope)];
  return {
    kind: scope === 'user' ? 'systemd-user' : 'systemd-system',
    file,
    text,
    encoding: 'utf8',
    standing: standingOf(machine.read(file, 'utf8'), text),
    commands: [
      [...systemctl, 'daemon-reload'],
      [...systemctl, 'enable', unitName],
      [...systemctl, 'restart', unitName],
    ],
    account,
    sandbox,
    limitsMemory,
  };
}

function planAgent(machine: ServiceMachine, { homeFolder }: ServiceWish): ServicePlan {
  const environment = environmentOf(machine);
  const { heapMib } = memoryLimits(machine.memoryBytes);
  const words = { node: machine.node, program: machine.program, homeFolder };
  refuseUnfit([...Object.values(words), ...Object.values(environment)]);
  const text = withMark(launchdAgent({ ...words, heapMib, environment }), 'xml', agentHead);
  const file = agentFile(machine);
  const domain = `gui/${machine.uid}`;
  const standing = standingOf(machine.read(file, 'utf8'), text);
  return {
    kind: 'launchd-agent',
    file,
    text,
    encoding: 'utf8',
    standing,
    commands: [
      // An agent that is loaded must be put out first; `bootstrap` refuses it otherwise.
      ...(standing === 'absent' ? [] : [['launchctl', 'bootout', `${domain}/${agentLabel}`]]),
      ['launchctl', 'bootstrap', domain, file],
    ],
    account: null,
    sandbox: null,
    limitsMemory: null,
  };
}

function planTask(machine: ServiceMachine, { homeFolder }: ServiceWish): ServicePlan {
  const { node, program, env } = machine;
  refuseUnfit([node, program, homeFolder]);
  const account = [env['USERDOMAIN'], env['USERNAME']].filter(Boolean).join('\\');
  const { heapMib } = memoryLimits(machine.memoryBytes);
  const text = withMark(windowsTask({ node, program, homeFolder, heapMib, account }), 'xml', taskHead);
  const file = taskFile(homeFolder);
  return {
    kind: 'windows-task',
    file,
    text,
    encoding: 'utf16le',
    standing: standingOf(machine.read(file, 'utf16le'), text),
    commands: [
      ['schtasks', '/Create', '/TN', taskName, '/XML', file, '/F'],
      ['schtasks', '/Run', '/TN', taskName],
    ],
    account: null,
    sandbox: null,
    limitsMemory: null,
  };
}

/** The agent's file. */
export function agentFile({ personFolder }: Pick<ServiceMachine, 'personFolder'>): string {
  return join(personFolder, 'Library', 'LaunchAgents', `${agentLabel}.plist`);
}

/** The task's file: the scheduler keeps its own copy, this one shows what we gave it. */
export function taskFile(homeFolder: string): string {
  return join(homeFolder, 'service', 'membridge-task.xml');
}

function environmentOf({ env }: ServiceMachine): Record<string, string> {
  return Object.fromEntries(environmentNames.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

function refuseUnfit(words: readonly string[]): void {
  const unfit = words.find((word) => !fitsUnit(word));
  if (unfit !== undefined) throw fail('service-account', { path: unfit });
}
