import type { MemoryLimits } from './memory-limits.ts';
import { commandWord, unitPath, unitWord } from './unit-words.ts';

/** What a unit is made for; paths absolute. */
export interface UnitWish {
  readonly scope: 'user' | 'system';
  readonly node: string;
  readonly program: string;
  readonly homeFolder: string;
  /** claude-mem's folder; it need not be there yet. */
  readonly memoryFolder: string;
  /** The folder that is the remote, where it is no bucket. */
  readonly remoteFolder: string | null;
  /** The account of a system unit; null in a user unit. */
  readonly account: string | null;
  /** Names and values that the service must find as the person's own shell does; no secrets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memory: MemoryLimits;
  /** False where the kernel has no memory controller for this unit: limits would be shown and do nothing. */
  readonly canLimitMemory: boolean;
  /** `plain`: this machine cannot make the namespaces that the full one needs. */
  readonly sandbox: 'full' | 'plain';
  readonly systemdVersion: number;
}

export const unitName = 'membridge.service';

/**
 * Twice the longest usual pause between two looks (pollMaxMs), and a minute: the loop's own looks are the signs of life,
 * and nothing wakes up for the watchdog alone.
 */
const watchdogPeriod = '11min';
/** The host ends with this when only a new start helps: claude-mem's folder came to be after the service started. */
export const restartExitCode = 75;
/** Steps of the pause between restarts, and names without a path in LoadCredential=. */
const versionOfBackOff = 254;
const versionOfCredentials = 251;

/** The unit without its mark (mark.ts). */
export function systemdUnit(wish: UnitWish): string {
  return [
    ...unitSection(wish),
    '',
    '[Service]',
    ...runLines(wish),
    '',
    ...restartLines(wish),
    '',
    ...resourceLines(wish),
    '',
    ...sandboxLines(wish),
    '',
    '[Install]',
    `WantedBy=${wish.scope === 'user' ? 'default.target' : 'multi-user.target'}`,
    '',
  ].join('\n');
}

function unitSection({ scope, homeFolder, memoryFolder }: UnitWish): string[] {
  return [
    '[Unit]',
    'Description=Membridge: keeps the memory of AI assistants the same on all machines',
    ...(scope === 'system' ? ['After=network.target'] : []),
    `RequiresMountsFor=${unitWord(homeFolder)} ${unitWord(memoryFolder)}`,
    '# It never gives up: the pauses below are the bound.',
    'StartLimitIntervalSec=0',
  ];
}

function runLines(wish: UnitWish): string[] {
  const { node, program, homeFolder, memory, account, environment } = wish;
  const words = [program, 'run', '--headless', '--home', homeFolder].map(commandWord).join(' ');
  return [
    'Type=notify',
    '# Node cannot send the datagram itself; systemd-notify, a child for some milliseconds, does.',
    'NotifyAccess=all',
    `ExecStart=${unitWord(node)} --max-old-space-size=${memory.heapMib} ${words}`,
    'WorkingDirectory=/',
    ...(account === null ? [] : [`User=${account}`]),
    ...Object.entries(environment).map(([name, value]) => `Environment=${unitWord(`${name}=${value}`)}`),
    ...(wish.systemdVersion >= versionOfCredentials ? credentialLines : []),
    'UMask=0077',
  ];
}

const credentialLines: readonly string[] = [
  '# Taken where they are (/etc/credstore/NAME, systemd-creds); else the keys lie in secrets.json, mode 0600.',
  'LoadCredential=membridge-identity',
  'LoadCredential=membridge-s3-access-key',
  'LoadCredential=membridge-s3-secret-key',
];

function restartLines({ systemdVersion }: UnitWish): string[] {
  const pauses =
    systemdVersion >= versionOfBackOff
      ? ['RestartSec=2s', 'RestartSteps=8', 'RestartMaxDelaySec=5min']
      : ['# This systemd cannot lengthen the pause from one restart to the next.', 'RestartSec=30s'];
  return [
    'Restart=on-failure',
    ...pauses,
    '# 2: wrong usage or configuration, a person must look.',
    'RestartPreventExitStatus=2',
    `RestartForceExitStatus=${restartExitCode}`,
    'TimeoutStartSec=90s',
    '# It ends within 5 s.',
    'TimeoutStopSec=15s',
    `WatchdogSec=${watchdogPeriod}`,
    '# Asked to end, so that what still works is settled; a core file would hold keys.',
    'WatchdogSignal=SIGTERM',
    'LimitCORE=0',
  ];
}

function resourceLines({ scope, memory, canLimitMemory }: UnitWish): string[] {
  const limits = canLimitMemory
    ? [`MemoryLow=${memory.lowMib}M`, `MemoryHigh=${memory.highMib}M`, `MemoryMax=${memory.maxMib}M`]
    : ['# No memory limits: this kernel has no memory controller for the unit, and they would do nothing.'];
  return [
    'Nice=10',
    'CPUWeight=50',
    'IOWeight=50',
    'TasksMax=128',
    ...limits,
    // A user's manager may only make its own services more likely to be ended.
    ...(scope === 'system' ? ['OOMScoreAdjust=-200'] : []),
  ];
}

function sandboxLines(wish: UnitWish): string[] {
  return [
    '# No MemoryDenyWriteExecute=: V8 compiles to machine code.',
    ...plainSandbox,
    ...(wish.sandbox === 'full'
      ? fullSandbox(wish)
      : ['# This machine cannot make the namespaces that the rest of the sandbox needs.']),
  ];
}

/** What needs no right at all. AF_NETLINK: the list of network interfaces. */
const plainSandbox: readonly string[] = [
  'NoNewPrivileges=yes',
  'LockPersonality=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'RestrictNamespaces=yes',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
  'SystemCallErrorNumber=EPERM',
  'KeyringMode=private',
];

function fullSandbox(wish: UnitWish): string[] {
  const { homeFolder, memoryFolder, remoteFolder } = wish;
  return [
    ...sandboxProperties(wish.scope),
    `ReadWritePaths=${unitPath(homeFolder, 'must-be-there')}`,
    `ReadWritePaths=${unitPath(memoryFolder, 'may-be-absent')}`,
    ...(remoteFolder === null ? [] : [`ReadWritePaths=${unitPath(remoteFolder, 'may-be-absent')}`]),
  ];
}

/** All of the full sandbox but paths, for a trial too whether this machine can (sandbox-trial.ts). */
export function sandboxProperties(scope: UnitWish['scope']): string[] {
  const both = [
    'CapabilityBoundingSet=',
    'AmbientCapabilities=',
    'ProtectSystem=strict',
    'ProtectHome=read-only',
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'DevicePolicy=closed',
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectControlGroups=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
  ];
  // A user's manager makes namespaces only inside a user namespace. There ProtectProc= would hide claude-mem's worker from
  // us; for the system unit a user namespace would keep us from seeing which files the worker has open.
  return scope === 'user'
    ? ['PrivateUsers=yes', ...both]
    : [...both, 'ProtectKernelLogs=yes', 'ProtectProc=invisible', 'RemoveIPC=yes'];
}
