import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stageApp, stageNative, type PackArch, type PackPlatform } from './app-stage.ts';
import { builderConfig } from './builder-config.ts';
import type { DistWish } from './dist-words.ts';
import { makeStubElectron } from './stub-electron.ts';
import { makeStubTools } from './stub-tools.ts';

const root = resolve(import.meta.dirname, '../..');
const names = { linux: 'LINUX', darwin: 'MAC', win32: 'WINDOWS' } as const;

export interface Packed {
  readonly arch: PackArch;
  /** With the app, unpacked. */
  readonly folder: string;
  /** Files that people install. */
  readonly packages: readonly string[];
}

/** Packs as it is wished, one processor after the other, into `out`. */
export async function packApp(
  wish: Extract<DistWish, { kind: 'pack' }>,
  { out, hasCertificate }: { readonly out: string; readonly hasCertificate: boolean },
  env: NodeJS.ProcessEnv,
): Promise<Packed[]> {
  // Else it leaves a folder for compiled configurations, of which we have none, in the system's temporary one.
  env['JITI_FS_CACHE'] = 'false';
  const { Arch, build, Platform } = await import('electron-builder');
  const place = await mkdtemp(join(tmpdir(), 'membridge-pack-'));
  try {
    const stage = join(place, 'app');
    await mkdir(stage);
    await stageApp(stage);
    const electronDist = wish.isStub ? join(place, 'electron') : null;
    if (electronDist !== null) await makeStubElectron(electronDist);
    const parts = {
      stage,
      out,
      electronDist,
      isQuick: wish.isStub,
      feed: wish.feed,
      electronVersion: await electronVersion(),
    };
    const packed: Packed[] = [];
    for (const arch of wish.archs) {
      await stageNative(stage, wish.platform, arch);
      if (wish.hasOwnTools && wish.platform === 'linux')
        Object.assign(env, await makeStubTools(join(place, `tools-${arch}`), arch, env['PATH'] ?? ''));
      const made = await build({
        projectDir: stage,
        // Anew each time: electron-builder writes into it.
        config: builderConfig({ ...parts, hasCertificate }),
        publish: 'never',
        targets: Platform[names[wish.platform]].createTarget([...wish.packings, 'dir'], Arch[arch]),
      });
      const packages = made.filter((path) => !/\.(?:blockmap|yml)$/.test(path));
      packed.push({ arch, folder: join(out, unpackedName(wish.platform, arch)), packages });
    }
    // All that it was told, with paths that are gone by now.
    await rm(join(out, 'builder-debug.yml'), { force: true });
    return packed;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

async function electronVersion(): Promise<string> {
  return JSON.parse(await readFile(join(root, 'node_modules/electron/package.json'), 'utf8')).version;
}

/** As electron-builder names it. */
function unpackedName(platform: PackPlatform, arch: PackArch): string {
  const suffix = arch === 'x64' ? '' : `-${arch}`;
  if (platform === 'darwin') return `mac${suffix}`;
  return `${platform === 'win32' ? 'win' : 'linux'}${suffix}-unpacked`;
}
