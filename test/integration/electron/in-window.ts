/** A shell with a host of its own and its window in a browser, at work. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { chromium, type Page } from 'playwright';
import { freePort } from '../../support/free-port.ts';
import { shellProgram, type ShellProgram } from '../../electron/shell-program.ts';
import { browserProgram, noBrowser } from '../../ui/browser.ts';

const program = await browserProgram();

export interface Opened {
  readonly page: Page;
  readonly shell: ShellProgram;
  /** Whether the window's browser runs. */
  readonly browserThere: () => Promise<boolean>;
}

/** Does the work with the window open, and then quits by the tray. */
export async function inWindow(
  t: TestContext,
  { home, env }: { readonly home: string; readonly env: NodeJS.ProcessEnv },
  work: (opened: Opened) => Promise<void>,
): Promise<void> {
  if (program === null) return t.skip(noBrowser);
  const debugPort = await freePort();
  const shell = await shellProgram(t, { home, env, hasBar: true, browser: { program, debugPort } });
  const address = `http://127.0.0.1:${debugPort}`;
  await shell.until('a window', ({ browser, windows }) => browser !== null && windows[0]?.isVisible === true);
  await shell.until('it is in sync', ({ tray }) => /in-sync/.test(tray?.icon ?? ''));
  const view = await chromium.connectOverCDP(address);
  try {
    const page = view.contexts()[0]?.pages()[0];
    assert.ok(page !== undefined);
    const browserThere = () =>
      fetch(`${address}/json/version`).then(
        () => true,
        () => false,
      );
    await work({ page, shell, browserThere });
  } finally {
    await view.close();
  }
  await shell.press('Quit Membridge');
  assert.equal(await shell.ended(), 0);
}
