import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright';

export interface PageWish {
  readonly language?: 'en' | 'uk';
  readonly scheme?: 'light' | 'dark';
  /** In CSS pixels. */
  readonly width?: number;
  readonly height?: number;
  /** As somebody has it who chose the few colours that they can see. */
  readonly forcedColors?: boolean;
}

/** A page in a browser of its own kind, whose console is listened to. */
export interface WatchedPage {
  readonly page: Page;
  /** What the console said that it should not have. */
  readonly complaints: string[];
  /** No serious fault of accessibility, nothing wider than the window. */
  check(): Promise<void>;
  /** Keeps a picture where MEMBRIDGE_TEST_SHOTS names a folder. */
  shot(name: string): Promise<void>;
  /** Ends it; fails where the console had something to say. Of a test that failed it prints what the page showed. */
  close(t: TestContext): Promise<void>;
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function watchedPage(browser: Browser, wish: PageWish = {}): Promise<WatchedPage> {
  const { language = 'en', scheme = 'light', width = 1_280, height = 900, forcedColors = false } = wish;
  const context = await browser.newContext({
    locale: language === 'uk' ? 'uk-UA' : 'en-GB',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    forcedColors: forcedColors ? 'active' : 'none',
    viewport: { width, height },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return {
    page,
    complaints,
    async check() {
      await noOverflow(page);
      // The slow one, once in each scheme and width: the language changes nothing that it looks at.
      if (language === 'en') await noViolation(page);
    },
    async shot(name) {
      const colours = forcedColors ? 'forced' : scheme;
      await keepPicture(page, `${name}-${colours}-${language}-${width}`);
    },
    async close(t) {
      if (hasFailed(t)) console.log(await sightOf(page));
      await context.close();
      assert.deepEqual(complaints, []);
    },
  };
}

/** Node's own word, which its types leave out; asked where a test has ended. */
export function hasFailed(t: TestContext): boolean {
  return 'passed' in t && t.passed === false;
}

/** Enough to see which part of it never came. */
const sightCharsMax = 4_000;

async function sightOf(page: Page): Promise<string> {
  const shown = await page.locator('body').innerText({ timeout: 1_000 }).catch(String);
  return `the page stood at ${page.url()} and showed:\n${shown.slice(0, sightCharsMax)}`;
}

/** Nothing where MEMBRIDGE_TEST_SHOTS names no folder. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env['MEMBRIDGE_TEST_SHOTS'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  // Of a list without an end there would be no end.
  await page.screenshot({ path, fullPage: !name.startsWith('memor'), animations: 'disabled' });
}

export async function noOverflow(page: Page): Promise<void> {
  const [scroll = 0, client = 0] = await page.evaluate<number[]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  assert.ok(scroll <= client, `the page is ${scroll} px wide in a window of ${client}`);
}

/** By the browser's own door: the page's policy lets no foreign script in, and must not be loosened for a test. */
export async function noViolation(page: Page): Promise<void> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  const told = violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  assert.deepEqual(told, []);
}
