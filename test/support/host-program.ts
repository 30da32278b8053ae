/** The real host as a process of its own: `membridge run` or `start`, ended with the test. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HostClient, hostClient } from '../../core/host/api/client.ts';
import type { HostStatus } from '../../core/host/api/contract.ts';
import { readHost, readToken, type RunningHost } from '../../core/host/host-file.ts';

const program = join(import.meta.dirname, '..', '..', 'core', 'cli', 'membridge.mjs');
/** For whatever must come by itself: a loaded machine of two cores, and then twice. */
export const patienceMs = 60_000;

export interface HostProgram {
  readonly child: ChildProcess;
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** As its file in the home tells. */
  place(): Promise<RunningHost>;
  client(): Promise<HostClient>;
  /** Waits until the host says so; fails with what it said last. */
  until(what: string, isSo: (status: HostStatus) => boolean): Promise<HostStatus>;
  /** TERM, and its exit code; null when it was ended otherwise. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the host and waits until it says that it listens (`run`), or its last line (`start`). */
export async function hostProgram(
  t: TestContext,
  { home, env, args = ['run', '--headless'] }: { home: string; env: NodeJS.ProcessEnv; args?: readonly string[] },
): Promise<HostProgram> {
  const child = spawn(process.execPath, [program, ...args, '--home', home], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const exited = once(child, 'exit');
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  t.after(() => stop('SIGKILL'));
  await waitFor('the host to listen', async () => {
    assert.equal(child.exitCode, null, `the host ended: ${stdout}${stderr}`);
    return (await readHost(home))?.pid === child.pid && stdout.includes('\n');
  });
  const place = async () => {
    const running = await readHost(home);
    assert.ok(running !== null, `no host: ${stderr}`);
    return running;
  };
  const client = async () => {
    const { address, port, tokenFile } = await place();
    return hostClient({ address, port, token: await readToken({ tokenFile }) });
  };
  return {
    child,
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    place,
    client,
    stop,
    async until(what, isSo) {
      const asking = await client();
      let last: HostStatus | null = null;
      await waitFor(
        what,
        async () => isSo((last = await asking.status())),
        () => JSON.stringify(last) + stderr,
      );
      assert.ok(last !== null);
      return last;
    },
  };
}

/** Asks until it is so. A test waits for a state, never for a time. */
export async function waitFor(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  tell: () => string = () => '',
): Promise<void> {
  const untilMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    assert.ok(performance.now() < untilMs, `waited in vain for ${what}: ${tell()}`);
    await sleep(50);
  }
}
