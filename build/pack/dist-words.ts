import { parseArgs } from 'node:util';
import { isHttps } from '../../electron/updates.ts';
import type { PackArch, PackPlatform } from './app-stage.ts';

export type Packing = 'deb' | 'AppImage' | 'dmg' | 'nsis';

/** What `npm run dist` is asked for. */
export type DistWish =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string }
  | {
      readonly kind: 'pack';
      readonly platform: PackPlatform;
      readonly archs: readonly PackArch[];
      /** Beside the unpacked folder, which is always there. */
      readonly packings: readonly Packing[];
      readonly isStub: boolean;
      readonly hasOwnTools: boolean;
      readonly out: string | null;
      /** Where the app looks for a newer one; null: nowhere. */
      readonly feed: string | null;
    };

export const help = `Packs the tray app with electron-builder.

  npm run dist -- [--dir] [--deb] [--appimage] [--dmg] [--nsis] [options]

  --dir          only the folder with the app, nothing packed
  --deb          a package for Debian and Ubuntu
  --appimage     one file for any Linux
  --dmg          an image for macOS (on macOS)
  --nsis         an installer for Windows (on Windows)
                 none of these: what this system is given, deb and AppImage, dmg, or nsis
  --arch LIST    x64, arm64 or both with a comma; else this machine's
  --out DIR      where it is put; else dist/packages
  --feed URL     where the app will look for newer ones, over https; only signed, so on macOS and Windows with a
                 certificate (CSC_LINK or CSC_NAME). Without it the app never looks
  --stub         over a stub in Electron's place, without a network: to look at a package, not to run it (Linux)
  --own-tools    with this machine's dpkg-deb in place of the tools that electron-builder downloads; --stub does so by
                 itself, and with mksquashfs. No AppImage: the program that starts one is among what is downloaded
  --help         these lines

Examples:

  npm run dist                                    packages for this system, with the real Electron
  npm run dist -- --dir --stub                    the folder of the app, offline
  npm run dist -- --deb --arch x64,arm64 --stub   two packages to look at, offline
  npm run dist -- --dmg --arch x64,arm64          on a Mac

The last line of its output is the folder.`;

const flag = { type: 'boolean' } as const;
const options = {
  dir: flag,
  deb: flag,
  appimage: flag,
  dmg: flag,
  nsis: flag,
  stub: flag,
  'own-tools': flag,
  help: { type: 'boolean', short: 'h' },
  arch: { type: 'string' },
  out: { type: 'string' },
  feed: { type: 'string' },
} as const;

const packingsOf: Readonly<Record<PackPlatform, readonly Packing[]>> = {
  linux: ['deb', 'AppImage'],
  darwin: ['dmg'],
  win32: ['nsis'],
};

export function distWish(
  words: readonly string[],
  platform: string,
  ownArch: string,
  hasCertificate = false,
): DistWish {
  try {
    return wishOf(words, platform, ownArch, hasCertificate);
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
}

function wishOf(words: readonly string[], platform: string, ownArch: string, hasCertificate: boolean): DistWish {
  const { values } = parseArgs({ args: [...words], options });
  if (values.help === true) return { kind: 'help' };
  if (!isPlatform(platform)) return wrong(`there is no Electron for ${platform}`);
  const archs = (values.arch ?? ownArch).split(',');
  const strange = archs.find((arch) => !isArch(arch));
  if (strange !== undefined) return wrong(`the app is made for x64 and arm64, not for ${strange}`);
  const asked = (['deb', 'AppImage', 'dmg', 'nsis'] as const).filter((each) => values[nameOf(each)] === true);
  const possible = packingsOf[platform];
  const foreign = asked.find((each) => !possible.includes(each));
  if (foreign !== undefined) return wrong(`--${nameOf(foreign)} is made on another system`);
  const feed = values.feed ?? null;
  if (feed !== null && !isHttps(feed)) return wrong('a feed is an address that begins with https:');
  if (feed !== null && platform === 'linux') return wrong('on Linux nobody checks who signed an update: no feed there');
  if (feed !== null && !hasCertificate)
    return wrong('a feed is for signed apps: name a certificate in CSC_LINK or CSC_NAME');
  const isStub = values.stub === true;
  if (isStub && platform !== 'linux') return wrong('the stub stands for Electron on Linux alone');
  const hasOwnTools = isStub || values['own-tools'] === true;
  const packings = asked.length > 0 ? asked : values.dir === true ? [] : possible;
  if (hasOwnTools && !isStub && packings.includes('AppImage'))
    return wrong('with --own-tools no AppImage can be made that starts: ask for --deb alone');
  return {
    kind: 'pack',
    platform,
    archs: [...new Set(archs)].filter(isArch),
    packings,
    isStub,
    hasOwnTools,
    out: values.out ?? null,
    feed,
  };
}

function wrong(why: string): DistWish {
  return { kind: 'wrong', why };
}

function nameOf(packing: Packing): 'deb' | 'appimage' | 'dmg' | 'nsis' {
  return packing === 'AppImage' ? 'appimage' : packing;
}

function isPlatform(word: string): word is PackPlatform {
  return word in packingsOf;
}

function isArch(word: string): word is PackArch {
  return word === 'x64' || word === 'arm64';
}
