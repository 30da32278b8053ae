import type { ServiceMachine } from './service-machine.ts';
import { lingers } from './install.ts';
import { type Scope, canLimitMemory, scopeWords, unitFile } from './systemd.ts';
import { unitName } from './systemd-unit.ts';
import { agentLabel } from './launchd-agent.ts';
import { standingOf } from './mark.ts';
import { agentFile, taskFile } from './service-plan.ts';
import { commandOf } from './unit-words.ts';
import { taskName } from './windows-task.ts';

/** What can be told of the service. Null: this system does not say. */
export interface ServiceStatus {
  readonly file: string;
  readonly installed: boolean;
  /** Somebody changed our file, or the file is none of ours. */
  readonly edited: boolean;
  /** For example `active`, `failed`, `inactive`, in systemd's words; `running` or `stopped` elsewhere. */
  readonly active: string | null;
  readonly enabled: boolean | null;
  /** Milliseconds. */
  readonly since: number | null;
  readonly pid: number | null;
  readonly restarts: number | null;
  /** What the host last said of itself. */
  readonly says: string | null;
  readonly linger: boolean | null;
  /** `off`: the kernel has no memory controller here. `missing`: it has one now, and the unit no limits yet. */
  readonly memory: 'limited' | 'off' | 'missing' | null;
  readonly sandbox: 'full' | 'plain' | null;
  /** The Node and the program that the unit starts, as far as they are not there any more. */
  readonly gone: readonly string[];
}

/** Looks at the service of this account or of the system; changes nothing. */
export async function serviceStatus(machine: ServiceMachine, scope: Scope, homeFolder: string): Promise<ServiceStatus> {
  if (machine.platform === 'linux') return unitStatus(machine, scope, homeFolder);
  const isMac = machine.platform === 'darwin';
  const file = isMac ? agentFile(machine) : taskFile(homeFolder);
  const text = machine.read(file, isMac ? 'utf8' : 'utf16le');
  const asked = isMac
    ? await machine.run('launchctl', ['print', `gui/${machine.uid}/${agentLabel}`])
    : await machine.run('schtasks', ['/Query', '/TN', taskName, '/FO', 'LIST']);
  const runs = isMac ? /^\s*state = running$/m.test(asked.stdout) : /:\s*Running\s*$/m.test(asked.stdout);
  return {
    ...nothingKnown,
    file,
    installed: text !== null,
    edited: isEdited(text),
    active: text === null || asked.code === null ? null : runs ? 'running' : 'stopped',
    enabled: asked.code === null ? null : asked.code === 0,
  };
}

const nothingKnown = {
  active: null,
  enabled: null,
  since: null,
  pid: null,
  restarts: null,
  says: null,
  linger: null,
  memory: null,
  sandbox: null,
  gone: [],
} as const;

async function unitStatus(machine: ServiceMachine, scope: Scope, homeFolder: string): Promise<ServiceStatus> {
  const file = unitFile(machine, scope);
  const text = machine.read(file, 'utf8');
  const account = scope === 'user' ? await machine.accountOf(homeFolder) : null;
  const linger = account === null ? null : await lingers(machine, account.name);
  if (text === null) return { ...nothingKnown, file, installed: false, edited: false, linger };
  const names = ['ActiveState', 'UnitFileState', 'ActiveEnterTimestamp', 'MainPID', 'NRestarts', 'StatusText'];
  const args = ['show', unitName, ...names.flatMap((name) => ['--property', name])];
  const said = properties((await machine.run('systemctl', [...scopeWords(scope), ...args])).stdout);
  const hasLimits = /^MemoryMax=/m.test(text);
  const [node, program] = programsOf(text);
  return {
    file,
    installed: true,
    edited: isEdited(text),
    active: said['ActiveState'] ?? null,
    enabled: said['UnitFileState'] === undefined ? null : said['UnitFileState'] === 'enabled',
    since: said['ActiveState'] === 'active' ? timeOf(said['ActiveEnterTimestamp'] ?? '') : null,
    pid: Number(said['MainPID']) || null,
    restarts: said['NRestarts'] === undefined ? null : Number(said['NRestarts']),
    says: said['StatusText'] || null,
    linger,
    memory: canLimitMemory(machine, scope) ? (hasLimits ? 'limited' : 'missing') : 'off',
    sandbox: /^ProtectSystem=strict$/m.test(text) ? 'full' : 'plain',
    gone: [node, program].filter((path) => path !== undefined && !machine.exists(path)) as string[],
  };
}

/** The binary, and the first word after it that is no option of Node. */
function programsOf(unit: string): (string | undefined)[] {
  const [node, ...rest] = commandOf(unit);
  return [node, rest.find((word) => !word.startsWith('--'))];
}

function isEdited(text: string | null): boolean {
  return text !== null && standingOf(text, '') !== 'outdated';
}

/** `Name=value` lines. */
function properties(output: string): Record<string, string | undefined> {
  const pairs = output.split('\n').flatMap((line) => {
    const at = line.indexOf('=');
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  return Object.fromEntries(pairs);
}

/** `Sat 2026-11-21 14:46:32 UTC`, as systemctl says it where TZ is UTC. */
function timeOf(stamp: string): number | null {
  const parts = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(stamp);
  return parts === null ? null : Date.parse(`${parts[1]}T${parts[2]}Z`);
}
