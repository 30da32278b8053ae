import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright';
import { mannerOf, type Weight } from '../core/host/api/state-manner.ts';
import { trayIconFile, trayIconNames, type TrayIconName } from '../electron/tray-icon.ts';
import { icnsOf, icoOf, type SizedPng } from './icon-containers.ts';
import { pngOf } from './png-file.ts';

export const iconFolder = resolve(import.meta.dirname, '../resources/icons');

/** Beside the files: of which sources they were made. */
export const recordFile = 'made-from.json';
const sources = ['tray.svg', 'app.svg'] as const;

/** The panel's inks on a light bar and on a dark one; colour only adds to the shape. */
const inks = {
  light: { plain: '#1c1a17', attention: '#9a6400', problem: '#a3312a' },
  dark: { plain: '#ece9e4', attention: '#e0b15c', problem: '#ef8b82' },
} as const;
/** macOS colours it by itself; it takes the opacity. */
const templateInk = '#000000';

/** Windows asks for these at 100 to 300 %. */
const windowsSides = [16, 20, 24, 32, 40, 48];
/** What the panels of Linux take, and twice that for sharp screens. */
const linuxSide = 22;
/** A menu bar of macOS is 22 points high, its pictures 16. */
const macSide = 16;

const appSides = [16, 24, 32, 48, 64, 128, 256, 512, 1_024];
const appIcoSides = [16, 24, 32, 48, 64, 256];

/** Every file of resources/icons that is made, by its path there. */
export async function makeIcons(browser: Browser): Promise<Map<string, Uint8Array>> {
  const [tray, app] = await Promise.all(sources.map((name) => readFile(join(iconFolder, name), 'utf8')));
  const files = new Map<string, Uint8Array>();
  const wanted: Wanted[] = [];
  for (const name of trayIconNames) wanted.push(...trayWanted(name, pictureOf(tray ?? '', name)));
  wanted.push({ path: 'app', svg: app ?? '', sides: appSides });
  const drawn = await draw(browser, wanted);
  for (const [at, { path }] of wanted.entries()) {
    const pictures = drawn[at] ?? [];
    if (path === 'app') {
      for (const { side, png } of pictures) files.set(`app/${side}x${side}.png`, png);
      files.set('app.ico', icoOf(pictures.filter(({ side }) => appIcoSides.includes(side))));
      files.set('app.icns', icnsOf(pictures));
    } else if (path.endsWith('.ico')) {
      files.set(path, icoOf(pictures));
    } else {
      for (const [scale, { png }] of pictures.entries()) {
        files.set(scale === 0 ? path : path.replace('.png', '@2x.png'), png);
      }
    }
  }
  files.set(recordFile, Buffer.from(`${JSON.stringify(await sourceHashes(), null, 2)}\n`));
  return files;
}

/** SHA-256 of each source: without a browser too it is seen that one was changed and the files were not made anew. */
export async function sourceHashes(): Promise<Record<string, string>> {
  const hashes = sources.map(async (name) => {
    const bytes = await readFile(join(iconFolder, name));
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

interface Wanted {
  readonly path: string;
  readonly svg: string;
  readonly sides: readonly number[];
}

function trayWanted(name: TrayIconName, svg: string): Wanted[] {
  const inked = (ink: string) => svg.replace('stroke="#000"', `stroke="${ink}"`);
  const weight = weightOf(name);
  return [
    { path: `tray/${trayIconFile(name, 'darwin', false)}`, svg: inked(templateInk), sides: [macSide, 2 * macSide] },
    ...(['light', 'dark'] as const).flatMap((bar): Wanted[] => {
      const own = inked(weight === 'attention' || weight === 'problem' ? inks[bar][weight] : inks[bar].plain);
      const isDark = bar === 'dark';
      return [
        { path: `tray/${trayIconFile(name, 'linux', isDark)}`, svg: own, sides: [linuxSide, 2 * linuxSide] },
        { path: `tray/${trayIconFile(name, 'win32', isDark)}`, svg: own, sides: windowsSides },
      ];
    }),
  ];
}

function weightOf(name: TrayIconName): Weight {
  // Both stand for a person's turn, whatever the state is that they are a reason of.
  return name === 'key' || name === 'update' ? 'attention' : mannerOf(name, '').weight;
}

/** The group of one state as a picture of its own. */
function pictureOf(svg: string, id: string): string {
  const head = /<svg[^>]*>/.exec(svg)?.[0];
  const group = new RegExp(`<g id="${id}">(.*?)</g>`, 's').exec(svg)?.[1];
  if (head === undefined || group === undefined) throw new Error(`tray.svg has no group ${id}`);
  return `${head}${group}</svg>`;
}

/** Draws them in one page: a canvas keeps the opacity, and asks for no window of each size. */
async function draw(browser: Browser, wanted: readonly Wanted[]): Promise<SizedPng[][]> {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  try {
    const asked = wanted.map(({ svg, sides }) => ({ svg, sides: [...sides] }));
    const drawn = await page.evaluate<{ side: number; base64: string }[][]>(
      `(${drawInPage})(${JSON.stringify(asked)})`,
    );
    return drawn.map((each) =>
      each.map(({ side, base64 }) => ({ side, png: pngOf(side, Buffer.from(base64, 'base64')) })),
    );
  } finally {
    await page.close();
  }
}

/** Runs in the browser, where a size that an SVG is given decides how finely it is drawn. */
const drawInPage = `async (asked) => Promise.all(asked.map(({ svg, sides }) => Promise.all(sides.map(async (side) => {
  const image = new Image();
  image.src = 'data:image/svg+xml;base64,' + btoa(svg.replace('<svg ', '<svg width="' + side + '" height="' + side + '" '));
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, side, side);
  const { data } = context.getImageData(0, 0, side, side);
  return { side, base64: new Uint8Array(data.buffer).toBase64() };
}))))`;
