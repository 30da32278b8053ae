import { utilityProcess } from 'electron';

/** Our own host, as a process. */
export interface HostChild {
  /** Undefined until it runs, and after its end. */
  readonly pid: () => number | undefined;
  /** Resolves when it has ended, however that happened. */
  readonly ended: Promise<void>;
  /** It finishes what it does, and ends. */
  readonly askToEnd: () => void;
  readonly kill: () => void;
}

export interface HostChildWish {
  /** The module that main-host.ts is. */
  readonly entry: string;
  readonly homePath: string;
  /** A person reads what it says. */
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts the host of a home in a process of its own: whatever it computes, the tray answers. */
export function startHostChild({ entry, homePath, env, isTerminal }: HostChildWish): HostChild {
  const child = utilityProcess.fork(entry, ['start', '--headless', '--home', homePath], {
    // One heap for all its threads: what they free goes back. The command line sets it by becoming itself again, which
    // a process of Electron cannot. Nor can hooks start such a program, which the host must know.
    env: { ...env, MALLOC_ARENA_MAX: '1', MEMBRIDGE_IN_SHELL: '1' },
    // Its first lines are for a terminal, and hold a code that lets a browser in: never for a log.
    stdio: ['ignore', isTerminal ? 'inherit' : 'ignore', 'inherit'],
    serviceName: 'Membridge host',
  });
  return {
    pid: () => child.pid,
    ended: new Promise((resolve) => child.once('exit', () => resolve())),
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has none
    askToEnd: () => child.postMessage('end'),
    kill: () => void child.kill(),
  };
}
