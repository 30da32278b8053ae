/** Looks at sights one after another, at every width: nothing cut, nothing on anything else, nothing in another language. */
import assert from 'node:assert/strict';
import en from '../../resources/translations/en.json' with { type: 'json' };
import uk from '../../resources/translations/uk.json' with { type: 'json' };
import { layoutFaults, wordsShown } from './layout-faults.ts';
import type { PanelPage } from './panel-page.ts';
import { type Sight, tellUsual } from './sights.ts';
import { keepPicture } from './watched-page.ts';

/** In CSS pixels; 640 is a window of 1,280 at 200 %. */
const widths = [1_280, 640, 390, 360] as const;
export const height = 800;

/** Fails with all that is wrong with any of them. */
export async function lookAtAll(
  { page, scene, open }: PanelPage,
  language: 'en' | 'uk',
  sights: readonly Sight[],
): Promise<void> {
  const foreign = sentencesOf(language === 'en' ? uk : en, language === 'en' ? en : uk);
  const faults: string[] = [];
  for (const { name, path, sign, tell } of sights) {
    tellUsual(scene);
    tell?.(scene);
    await page.setViewportSize({ width: 1_280, height });
    await open(path);
    await page.locator(sign).first().waitFor();
    for (const width of widths) {
      await page.setViewportSize({ width, height });
      await drawn();
      faults.push(...(await page.evaluate(layoutFaults)).map((fault) => `${name}, ${width} px: ${fault}`));
      if (width === 390) faults.push(...(await larger(name)));
    }
    for (const text of await page.evaluate(wordsShown))
      if (foreign.some((each) => each.test(text))) faults.push(`${name}: “${text}” is not in ${language}`);
    await pictures(name);
  }
  assert.deepEqual(faults, []);

  /** Two frames: what follows the width has been laid out anew. */
  async function drawn(): Promise<void> {
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  }

  /** Letters of twice the size, as somebody sets them in the browser; the window stays. */
  async function larger(name: string): Promise<string[]> {
    await page.setViewportSize({ width: 1_280, height });
    await page.evaluate("document.documentElement.style.fontSize = '200%'");
    await drawn();
    const found = await page.evaluate(layoutFaults);
    await keepPicture(page, `${name}-letters-${language}`);
    await page.evaluate("document.documentElement.style.fontSize = ''");
    await page.setViewportSize({ width: 390, height });
    return found.map((fault) => `${name}, letters of 200 %: ${fault}`);
  }

  async function pictures(name: string): Promise<void> {
    if (process.env['MEMBRIDGE_TEST_SHOTS'] === undefined) return;
    for (const [width, colorScheme, forcedColors] of [
      [1_280, 'light', 'none'],
      [1_280, 'dark', 'none'],
      [1_280, 'light', 'active'],
      [640, 'light', 'none'],
      [390, 'dark', 'none'],
      [360, 'light', 'none'],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: 'reduce' });
      await drawn();
      await keepPicture(page, `${name}-${forcedColors === 'active' ? 'forced' : colorScheme}-${language}-${width}`);
    }
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'reduce' });
  }
}

/** The sentences of a language as patterns, except those that the other one writes alike. */
function sentencesOf(words: object, other: object): RegExp[] {
  const alike = new Set(textsOf(other));
  return textsOf(words)
    .filter((text) => !alike.has(text) && /\p{L}{3}/u.test(text.replaceAll(/\{\{.*?\}\}/g, '')))
    .map(
      (text) =>
        new RegExp(
          `^${text
            .split(/\{\{.*?\}\}/)
            .map(literal)
            .join('.+')}$`,
          'u',
        ),
    );
}

function textsOf(words: object): string[] {
  return Object.values(words).flatMap((value) => (typeof value === 'string' ? [value] : textsOf(value as object)));
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
