import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright';
import type { CommandEnd } from '../../core/host/api/contract.ts';
import { panelScene, type PanelScene } from './panel-scene.ts';
import { answering, told } from './stories.ts';

export interface PageWish {
  readonly language?: 'en' | 'uk';
  readonly scheme?: 'light' | 'dark';
  /** In CSS pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** A page of the panel in a browser of its own kind, and the host behind it. */
export interface PanelPage {
  readonly page: Page;
  readonly scene: PanelScene;
  /** What the console said that it should not have; asserted to be nothing at the end of the test. */
  readonly complaints: string[];
  /** Goes to a view as the rail does. */
  open(path: string): Promise<void>;
  /** Does something and waits until the host has answered what it asked for. */
  answered(path: string, act: () => Promise<void>): Promise<void>;
  /** No serious fault of accessibility, nothing wider than the window. */
  check(): Promise<void>;
  /** Keeps a picture where MEMBRIDGE_SHOTS names a folder. */
  shot(name: string): Promise<void>;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function panelPage(t: TestContext, browser: Browser, wish: PageWish = {}): Promise<PanelPage> {
  const { language = 'en', scheme = 'light', width = 1_280, height = 900 } = wish;
  const context = await browser.newContext({
    locale: language === 'uk' ? 'uk-UA' : 'en-GB',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport: { width, height },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  t.after(async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  });
  // After the page's own end is registered: that runs first, and the page does not meet a host that is gone.
  const scene = await panelScene(t);
  scene.next.status = told();
  scene.next.query = answering();
  let isOpen = false;
  return {
    page,
    scene,
    complaints,
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
    async check() {
      await noOverflow(page);
      // The slow one, once in each scheme and width: the language changes nothing that it looks at.
      if (language === 'en') await noViolation(page);
    },
    async shot(name) {
      const folder = process.env['MEMBRIDGE_SHOTS'];
      if (folder === undefined) return;
      await mkdir(folder, { recursive: true });
      const path = join(folder, `${name}-${scheme}-${language}-${width}.png`);
      await page.screenshot({ path, fullPage: !name.startsWith('memor'), animations: 'disabled' });
    },
  };
}

async function noOverflow(page: Page): Promise<void> {
  const [scroll = 0, client = 0] = await page.evaluate<number[]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  assert.ok(scroll <= client, `the page is ${scroll} px wide in a window of ${client}`);
}

/** By the browser's own door: the page's policy lets no foreign script in, and must not be loosened for a test. */
async function noViolation(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  const told = violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  assert.deepEqual(told, []);
}

/** Every appearance that a view is looked at in. */
export const appearances: readonly Required<Omit<PageWish, 'height'>>[] = [
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
