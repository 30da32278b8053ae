/** The shell as a process: the real electron/main.ts, over the stand-in. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { waitFor } from '../support/host-program.ts';
import type { Seen, Wish } from './stand-in/desk.ts';

const root = join(import.meta.dirname, '../..');
const checkout = join(root, 'electron/main.ts');
/** Has a program that asks the session bus, which says yes. */
const bus = join(import.meta.dirname, 'stand-in/bus');
const hooks = pathToFileURL(join(import.meta.dirname, 'stand-in/hooks-script.ts')).href;

export interface ShellProgram {
  readonly child: ChildProcess;
  readonly do: <T = unknown>(wish: Wish) => Promise<T>;
  readonly look: () => Promise<Seen>;
  /** Waits until what is seen is so; fails with what was seen last. */
  readonly until: (what: string, isSo: (seen: Seen) => boolean) => Promise<Seen>;
  /** Along the labels of the tray's menu. */
  readonly press: (...labels: string[]) => Promise<void>;
  /** Its exit code; null where a signal ended it. */
  readonly ended: () => Promise<number | null>;
  readonly stderr: () => string;
}

export interface ShellWish {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  /** Whether the desktop shows icons in a bar; a path: as soon as a file is there. Else it has no session bus at all. */
  readonly hasBar?: boolean | string;
  /** A browser's program for its window; without one a window is only a word. */
  readonly browser?: { readonly program: string; readonly debugPort: number };
  /** Another main module than the one of the checkout: that of a package. */
  readonly main?: string;
}

export async function shellProgram(
  t: TestContext,
  { home, env, args = [], hasBar = false, browser, main = checkout }: ShellWish,
): Promise<ShellProgram> {
  const child = fork(main, ['--home', home, ...args], {
    env: {
      ...env,
      ...(hasBar !== false ? withBar(env, hasBar) : { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }),
      ...browserIn(browser),
    },
    execArgv: ['--import', hooks],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const exited = once(child, 'exit');
  const waiting = new Map<number, (answer: Answer) => void>();
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  let asked = 0;
  const ask = async <T>(wish: Wish): Promise<T> => {
    const id = (asked += 1);
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      // A press may end it before it has answered.
      const over = wish.kind === 'press' ? {} : { error: 'the shell has ended' };
      void exited.then(() => resolve({ id, ...over }));
      if (child.connected) child.send({ id, wish });
    });
    assert.equal(answer.error, undefined, said);
    return answer.value as T;
  };
  const look = () => ask<Seen>({ kind: 'look' });
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await exited;
    }
  });
  return {
    child,
    do: ask,
    look,
    async until(what, isSo) {
      let last: Seen | null = null;
      await waitFor(
        what,
        async () => isSo((last = await look())),
        () => JSON.stringify(last, null, 1) + said,
      );
      assert.ok(last !== null);
      return last;
    },
    press: (...labels) => ask({ kind: 'press', menu: 'tray', labels }),
    async ended() {
      await exited;
      return child.exitCode;
    },
    stderr: () => said,
  };
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

function withBar(env: NodeJS.ProcessEnv, bar: true | string): NodeJS.ProcessEnv {
  return { PATH: `${bus}:${env['PATH'] ?? ''}`, STAND_IN_BAR: bar === true ? '' : bar };
}

function browserIn(browser: ShellWish['browser']): NodeJS.ProcessEnv {
  return browser === undefined
    ? {}
    : { STAND_IN_CHROMIUM: browser.program, STAND_IN_DEBUG_PORT: String(browser.debugPort) };
}
