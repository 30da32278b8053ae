/** A page in a real Chromium for the stand-in's window; null where the test wants none. */
import { join } from 'node:path';
import { chromium } from 'playwright';
import { app } from './app.ts';
import { machine } from './desk.ts';

export interface BrowserPage {
  readonly open: (url: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

type Guard = (event: string, url: string) => 'allowed' | 'refused';

export async function browserPage(origin: () => Promise<string>, guard: Guard): Promise<BrowserPage | null> {
  const executablePath = process.env['STAND_IN_CHROMIUM'];
  if (executablePath === undefined) return null;
  const port = process.env['STAND_IN_DEBUG_PORT'] ?? '0';
  // What the page keeps is there the next time, as with Electron.
  const context = await chromium.launchPersistentContext(join(app.getPath('userData'), 'chromium'), {
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
    locale: process.env['STAND_IN_LOCALE'] ?? 'en-GB',
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const own = await origin();
  // What Electron asks the shell before a page goes somewhere.
  await page.route('**', async (route) => {
    const request = route.request();
    const isGoing = request.isNavigationRequest() && !request.url().startsWith(`${own}/`);
    if (isGoing && guard('will-navigate', request.url()) === 'refused') await route.abort('aborted');
    else await route.continue();
  });
  page.on('popup', (popup) => {
    if (guard('window-open', popup.url()) === 'refused') void popup.close();
  });
  machine.browser = `http://127.0.0.1:${port}`;
  const close = async () => {
    machine.browser = null;
    machine.endings.delete(close);
    await context.close();
  };
  machine.endings.add(close);
  return {
    close,
    open: async (url) => void (await page.goto(url)),
  };
}
