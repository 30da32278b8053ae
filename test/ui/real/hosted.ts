/** Two real hosts on real memories, a folder between them, and their panels in a browser. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Browser } from 'playwright';
import { environmentIn, type TestMachine } from '../../cli/machines.ts';
import { freePort } from '../../support/free-port.ts';
import { hostProgram, patienceMs, type HostProgram } from '../../support/host-program.ts';
import { watchedPage, type PageWish, type WatchedPage } from '../watched-page.ts';

/** A machine whose host runs. */
export interface HostedMachine extends TestMachine {
  readonly host: HostProgram;
  /** Starts the host again, at the same port, after it ended. */
  again(): Promise<HostProgram>;
  /** A browser that has never been here, let in with a code. */
  panel(path?: string, wish?: PageWish): Promise<RealPanel>;
}

export interface RealPanel extends WatchedPage {
  /** Goes to a view by its address. */
  open(path: string): Promise<void>;
  /** The state in a sentence, on Home. */
  says(sentence: string): Promise<void>;
}

/** The shortest that can be set: a test waits for what comes by itself. */
const pace = { quietPeriodMs: 1_000, maxDelayMs: 1_000, pollMinMs: 1_000, pollMaxMs: 2_000 };

/**
 * Starts the hosts of two machines, does the work and ends everything again: pages first, so that none meets a host that is
 * gone, then the hosts, before anybody removes the folder they live in.
 */
export async function withHosts(
  t: TestContext,
  browser: Browser,
  { root, laptop, board }: { readonly root: string; readonly laptop: TestMachine; readonly board: TestMachine },
  work: (machines: { readonly laptop: HostedMachine; readonly board: HostedMachine }) => Promise<void>,
): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const hosted = async (machine: TestMachine): Promise<HostedMachine> => {
    const port = await freePort();
    setPace(machine.home, port);
    const start = () => hostProgram(t, { home: machine.home, env: environmentIn(root) });
    let host = await start();
    ends.push(async () => void (await host.stop()));
    return {
      ...machine,
      get host() {
        return host;
      },
      async again() {
        host = await start();
        return host;
      },
      async panel(path = '/', wish = {}) {
        const watched = await watchedPage(browser, wish);
        ends.unshift(() => watched.close(t));
        return realPanel(watched, `http://127.0.0.1:${port}`, path, await codeOf(host));
      },
    };
  };
  await ending(ends, async () => {
    const machines = { laptop: await hosted(laptop), board: await hosted(board) };
    for (const { host } of Object.values(machines))
      await host.until('in sync', ({ host: { state } }) => state === 'in-sync');
    await work(machines);
  });
}

/** Does the work, then all of `ends` in their order; what went wrong first is told. */
export async function ending(ends: readonly (() => Promise<unknown>)[], work: () => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  const noted = (task: () => Promise<unknown>) => task().catch((error: unknown) => failures.push(error));
  await noted(work);
  for (const end of ends) await noted(end);
  if (failures.length > 0) throw failures[0];
}

export async function codeOf(host: HostProgram): Promise<string> {
  return (await (await host.client()).newCode()).code;
}

/** A panel at `origin`, opened with a code. */
export async function realPanel(watched: WatchedPage, origin: string, path: string, code: string): Promise<RealPanel> {
  const { page } = watched;
  page.setDefaultTimeout(patienceMs);
  const open = async (address: string) => {
    await page.goto(`${origin}${address}`);
    await page.getByRole('main').waitFor({ state: 'attached' });
  };
  await open(`${path}#code=${code}`);
  return {
    ...watched,
    open,
    says: (sentence) => page.getByRole('heading', { level: 1 }).getByText(sentence).waitFor(),
  };
}

/** Its own port, so that a browser finds it again, and no waiting for what a person would not notice. */
export function setPace(home: string, hostPort: number): void {
  const file = join(home, 'settings.json');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { settings: object }) : null;
  const settings = { ...before?.settings, ...pace, hostPort };
  writeFileSync(file, JSON.stringify({ format: 1, ...before, settings }), { mode: 0o600 });
}
