import type { TestContext } from 'node:test';
import type { Browser } from 'playwright';
import type { CommandEnd } from '../../core/host/api/contract.ts';
import { panelScene, type PanelScene } from './panel-scene.ts';
import { answering, told } from './stories.ts';
import { hasFailed, watchedPage, type PageWish, type WatchedPage } from './watched-page.ts';

/** A page of the panel in a browser of its own kind, and the host behind it. */
export interface PanelPage extends WatchedPage {
  readonly scene: PanelScene;
  /** Goes to a view as the rail does. */
  open(path: string): Promise<void>;
  /** Does something and waits until the host has answered what it asked for. */
  answered(path: string, act: () => Promise<void>): Promise<void>;
}

export async function panelPage(t: TestContext, browser: Browser, wish: PageWish = {}): Promise<PanelPage> {
  const watched = await watchedPage(browser, wish);
  t.after(async () => {
    if (hasFailed(t)) console.log(`of the host was asked: ${JSON.stringify(scene.asked.slice(-20))}`);
    await watched.close(t);
  });
  // After the page's own end is registered: that runs first, and the page does not meet a host that is gone.
  const scene = await panelScene(t);
  scene.next.status = told();
  scene.next.query = answering();
  let isOpen = false;
  const { page } = watched;
  return {
    ...watched,
    scene,
    async open(path) {
      const { origin } = new URL(scene.address);
      // The code lets a browser in once; after that its token does.
      const code = isOpen ? '' : new URL(scene.address).hash;
      isOpen = true;
      await page.goto(`${origin}${path}${code}`);
      await page.getByRole('main').waitFor({ state: 'attached' });
    },
    async answered(path, act) {
      await Promise.all([page.waitForResponse((response) => new URL(response.url()).pathname === path), act()]);
    },
  };
}

/** Every appearance that a view is looked at in. */
export const appearances: readonly Required<Pick<PageWish, 'language' | 'scheme' | 'width'>>[] = [
  { language: 'en', scheme: 'light', width: 1_280 },
  { language: 'uk', scheme: 'dark', width: 1_280 },
  { language: 'en', scheme: 'dark', width: 390 },
  { language: 'uk', scheme: 'light', width: 390 },
];

/** What the page asked for, apart from questions. */
export function acts(asked: readonly unknown[]): readonly unknown[] {
  return asked.filter((each) => typeof each !== 'object' || each === null || !('query' in each));
}

/** How a scripted command ends. */
export function end(document: Record<string, unknown>, exitCode = 0): CommandEnd {
  return { exitCode, document, notes: [] };
}
