/** A network between two sides of this machine: the store on one, the programs that are measured on the other. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { missingCommands } from '../support/daemons.ts';
import type { CommandLine } from './contestant.ts';

export interface Link {
  /** Where a store on this side is reached from the other. */
  readonly address: string;
  /** The same command, run on the other side. */
  across(line: CommandLine): CommandLine;
  /** Bytes of all packets so far, headers included. */
  bytes(): Traffic;
  remove(): void;
}

export interface Traffic {
  readonly toStore: number;
  readonly fromStore: number;
}

/** So much may leave at once before the rate counts, or large packets would never pass. */
const burst = '256kb';
/** How long a packet may wait in line: a router's buffer at home. */
const wait = '50ms';

/** Why there is no such network here; null when there can be. */
export function linkMissing(): string | null {
  if (process.platform !== 'linux') return 'needs Linux: network namespaces';
  if (process.getuid?.() !== 0) return 'needs root: a network namespace and a shaped link (run it with sudo)';
  const missing = missingCommands(['ip', 'tc', 'nsenter']);
  return missing.length === 0 ? null : `needs ${missing.join(', ')}: apt-get install iproute2 util-linux`;
}

/** Makes the network; `rate` is one of tc's words (`100mbit`), null for as fast as it goes. */
export function openLink(rate: string | null): Link {
  // Names of interfaces have 15 letters at most.
  const name = `mb${process.pid}`;
  const [here, there] = [`${name}a`, `${name}b`];
  const net = `10.213.${process.pid % 250}`;
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const remove = () => {
    // Its interfaces go with it.
    ip('netns', 'del', name);
    process.off('exit', remove);
  };
  ip('netns', 'add', name);
  process.on('exit', remove);
  ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there, 'netns', name);
  ip('addr', 'add', `${net}.1/24`, 'dev', here);
  ip('link', 'set', here, 'up');
  ip('-n', name, 'addr', 'add', `${net}.2/24`, 'dev', there);
  ip('-n', name, 'link', 'set', there, 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  if (rate !== null) {
    const shape = ['root', 'tbf', 'rate', rate, 'burst', burst, 'latency', wait];
    execFileSync('tc', ['qdisc', 'add', 'dev', here, ...shape]);
    execFileSync('tc', ['-n', name, 'qdisc', 'add', 'dev', there, ...shape]);
  }
  const count = (which: 'rx' | 'tx') =>
    Number(readFileSync(`/sys/class/net/${here}/statistics/${which}_bytes`, 'utf8'));
  return {
    address: `${net}.1`,
    across({ command, args, environment }) {
      const inside = { command: 'nsenter', args: [`--net=/run/netns/${name}`, command, ...args] };
      return environment === undefined ? inside : { ...inside, environment };
    },
    bytes: () => ({ toStore: count('rx'), fromStore: count('tx') }),
    remove,
  };
}
