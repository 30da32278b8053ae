import { helperGroup, helperSocket } from '../../model/tune/helper-wire.ts';
import { commandWord, unitWord } from './unit-words.ts';

/** What the root helper's units start; absolute, root's own. */
export interface HelperUnitsWish {
  readonly node: string;
  /** The helper's entry, beside the rest of the release. */
  readonly program: string;
}

/** One instance of the template per connection: systemd puts the peer's process and account into its name. */
export const helperUnitNames = { socket: 'membridge-tune.socket', service: 'membridge-tune@.service' } as const;

/** The socket without its mark (mark.ts). */
export function helperSocketUnit(): string {
  return [
    '[Unit]',
    "Description=Membridge: where an unprivileged service asks for a change of this board's settings",
    '',
    '[Socket]',
    `ListenStream=${helperSocket}`,
    '# One process for each connection; who is at the other end stands in the name of its unit.',
    'Accept=yes',
    'SocketUser=root',
    `SocketGroup=${helperGroup}`,
    'SocketMode=0660',
    'DirectoryMode=0755',
    'RemoveOnStop=yes',
    '# One person decides here, now and then.',
    'MaxConnections=4',
    'Backlog=4',
    'TriggerLimitIntervalSec=10s',
    'TriggerLimitBurst=40',
    '',
    '[Install]',
    'WantedBy=sockets.target',
    '',
  ].join('\n');
}

/** The service without its mark. */
export function helperServiceUnit({ node, program }: HelperUnitsWish): string {
  return [
    '[Unit]',
    "Description=Membridge: changes this board's settings for an unprivileged service (%i)",
    '# An instance is for one connection: nothing of it stays, however it ended.',
    'CollectMode=inactive-or-failed',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${unitWord(node)} --max-old-space-size=64 ${commandWord(program)} --peer %i`,
    'StandardInput=socket',
    'StandardOutput=socket',
    'StandardError=journal',
    'WorkingDirectory=/',
    'Environment=PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    'UnsetEnvironment=NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS LD_PRELOAD LD_LIBRARY_PATH',
    'UMask=0077',
    '# To set up zram anew takes seconds. What is cut short is taken back by a timer and at the next boot.',
    'RuntimeMaxSec=10min',
    'TimeoutStopSec=15s',
    'TasksMax=64',
    'MemoryMax=192M',
    'LimitCORE=0',
    '',
    '# No MemoryDenyWriteExecute=: V8 compiles to machine code. No capability: root owns all that is written here, and',
    '# whatever needs more (zram, timers) systemd itself does.',
    ...sandbox,
    '',
    '# All that it may write: its journal, its own files in these folders, and kernel settings of memory.',
    'StateDirectory=membridge/tuning',
    'StateDirectoryMode=0755',
    'ReadWritePaths=-/etc/sysctl.d /etc/systemd /proc/sys/vm',
    '',
  ].join('\n');
}

const sandbox: readonly string[] = [
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'AmbientCapabilities=',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'DevicePolicy=closed',
  'PrivateNetwork=yes',
  'IPAddressDeny=any',
  'RestrictAddressFamilies=AF_UNIX',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectControlGroups=yes',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'ProtectProc=invisible',
  'RemoveIPC=yes',
  'KeyringMode=private',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallFilter=~@privileged @resources',
  'SystemCallErrorNumber=EPERM',
];
