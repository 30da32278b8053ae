import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { iconFolder, makeIcons, recordFile, sourceHashes } from '../../build/icon-files.ts';
import { trayIconNames } from '../../electron/tray-icon.ts';
import { bareBrowser, requireBrowser } from '../ui/browser.ts';
import { keepPicture } from '../ui/watched-page.ts';
import { iconSheet } from './icon-sheet.ts';
import { pngsOf, readPng } from './read-png.ts';

const browser = await bareBrowser(after);

/** Another version of Chromium may round an edge otherwise: so much of 255, on average over all that is drawn. */
const meanOffMax = 2;

test('the icons were made from the drawings that lie beside them', async () => {
  // Changed one? `node build/icons.ts` makes them anew.
  assert.deepEqual(JSON.parse(readFileSync(join(iconFolder, recordFile), 'utf8')), await sourceHashes());
});

test('the icons are the ones that the script makes, and no others lie there', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const made = await makeIcons(browser);
  assert.deepEqual(await filesThere(), [...made.keys()].toSorted());
  let pictures = 0;
  for (const [path, bytes] of made) {
    if (path === recordFile) continue;
    const [here, there] = [bytes, readFileSync(join(iconFolder, path))].map((file) => pngsOf(path, Buffer.from(file)));
    assert.equal(there?.length, here?.length, path);
    for (const [at, png] of (here ?? []).entries()) {
      const [one, other] = [readPng(png), readPng(there?.[at] ?? Buffer.alloc(0))];
      assert.equal(other.side, one.side, path);
      const off = one.rgba.reduce((sum, byte, pixel) => sum + Math.abs(byte - (other.rgba[pixel] ?? 0)), 0);
      assert.ok(off / one.rgba.length <= meanOffMax, `${path} is off by ${off / one.rgba.length}`);
      pictures += 1;
    }
  }
  assert.ok(pictures > 240, `only ${pictures} pictures were compared`);
});

test('at 16 pixels no state is taken for another', () => {
  const shapes = trayIconNames.map((name) => {
    const { side, rgba } = readPng(readFileSync(join(iconFolder, `tray/${name}Template.png`)));
    assert.equal(side, 16);
    return { name, opacity: rgba.filter((_, at) => at % 4 === 3) };
  });
  for (const [at, one] of shapes.entries()) {
    const inked = one.opacity.reduce((sum, byte) => sum + byte, 0) / 255;
    // One family: none is a speck beside the others, none a blot.
    assert.ok(inked > 30 && inked < 110, `${one.name} covers ${inked} pixels`);
    for (const other of shapes.slice(at + 1)) {
      const apart = one.opacity.reduce((sum, byte, pixel) => sum + Math.abs(byte - (other.opacity[pixel] ?? 0)), 0);
      assert.ok(apart / 255 > 20, `${one.name} and ${other.name} differ in ${apart / 255} pixels`);
    }
  }
});

test('macOS gets black with opacity and nothing else', () => {
  for (const name of trayIconNames)
    for (const scale of ['', '@2x']) {
      const { rgba } = readPng(readFileSync(join(iconFolder, `tray/${name}Template${scale}.png`)));
      assert.ok(rgba.every((byte, at) => at % 4 === 3 || byte === 0));
      assert.ok(rgba.some((byte, at) => at % 4 === 3 && byte === 255));
    }
});

test('all icons together are small', async () => {
  const sizes = await Promise.all((await filesThere()).map(async (path) => (await stat(join(iconFolder, path))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bytes < 400_000, `${bytes} bytes`);
});

test('a sheet of all icons and menus can be drawn to be looked at', async (t) => {
  if (!requireBrowser(t, browser)) return;
  const page = await browser.newPage({ viewport: { width: 1_640, height: 900 } });
  await page.setContent(iconSheet());
  const drawn = await page.evaluate<boolean[]>('[...document.images].map((image) => image.naturalWidth > 0)');
  assert.ok(drawn.length > 2 * 6 * trayIconNames.length && drawn.every(Boolean));
  await keepPicture(page, 'tray-sheet');
  await page.close();
});

async function filesThere(): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob('**/*.{png,ico,icns,json}', { cwd: iconFolder }))
    paths.push(path.replaceAll('\\', '/'));
  return paths.toSorted();
}
