import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright';
import { holdFile } from '../../core/platform/held-file.ts';

const root = join(import.meta.dirname, '../..');

/** Where Debian, Fedora and the vendor put it. */
const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const noBrowser = 'needs chromium: apt-get install chromium';

/** The program of a browser, with the panel built; null where there is none. */
export async function browserProgram(): Promise<string | null> {
  const program = programs.find((each) => existsSync(each));
  if (program === undefined) return null;
  await builtPanel();
  return program;
}

/** A browser for a file of tests, with the panel built; null where there is none. */
export async function openBrowser(after: (task: () => Promise<void>) => void): Promise<Browser | null> {
  if (!programs.some((each) => existsSync(each))) return null;
  await builtPanel();
  return bareBrowser(after);
}

/** A browser for what needs no panel; null where there is none. */
export async function bareBrowser(after: (task: () => Promise<void>) => void): Promise<Browser | null> {
  const executablePath = programs.find((each) => existsSync(each));
  if (executablePath === undefined) return null;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  after(() => browser.close());
  return browser;
}

/** Skips the test where there is no browser. */
export function requireBrowser(t: TestContext, browser: Browser | null): browser is Browser {
  if (browser === null) t.skip(noBrowser);
  return browser !== null;
}

/** The panel as it is built for a release, once for all files that run side by side. */
async function builtPanel(): Promise<void> {
  await mkdir(join(root, 'dist'), { recursive: true });
  const lockPath = join(root, 'dist/panel.lock');
  let lock = holdFile(lockPath, 0o600);
  while (lock === null) {
    await sleep(100);
    lock = holdFile(lockPath, 0o600);
  }
  try {
    await promisify(execFile)(process.execPath, [join(root, 'build/panel.ts'), '--if-needed'], { cwd: root });
  } finally {
    lock.release();
  }
}
