import { join, resolve } from 'node:path';
import type { Configuration } from 'electron-builder';
import { appId } from '../../electron/app-id.ts';
import { nativePackage } from '../program-build.ts';
import { comment, desktopEntry } from './desktop-entry.ts';
import { fuses } from './fuses.ts';
import { copyright, maintainer, packageName, productName } from './identity.ts';

const icons = resolve(import.meta.dirname, '../../resources/icons');

export interface BuilderParts {
  /** What stageApp made. */
  readonly stage: string;
  readonly out: string;
  readonly electronVersion: string;
  /** A folder with an unpacked Electron; null: electron-builder fetches the one of this version. */
  readonly electronDist: string | null;
  /** Where the app looks for newer ones; null: nowhere. */
  readonly feed: string | null;
  /** Nobody downloads it: what packs fastest is best. */
  readonly isQuick: boolean;
  /** Somebody's own certificate is in the environment, as electron-builder names it (CSC_LINK or CSC_NAME). */
  readonly hasCertificate: boolean;
}

/** What is there stageApp has put there, for one system: electron-builder, left to itself, takes all that is installed. */
const modules = `node_modules/${nativePackage}`;

/** All that electron-builder is told, for every system. */
export function builderConfig({
  stage,
  out,
  electronVersion,
  electronDist,
  feed,
  isQuick,
  hasCertificate,
}: BuilderParts) {
  const installed = `/opt/${productName}/${packageName}`;
  return {
    appId,
    productName,
    copyright,
    directories: { output: out, buildResources: icons },
    electronVersion,
    ...(electronDist === null ? {} : { electronDist }),
    files: ['package.json', 'program/**/*', 'resources/**/*', { from: modules, to: modules }],
    beforeBuild: async () => false,
    asar: { smartUnpack: false },
    // The system's loader opens only files.
    asarUnpack: ['**/*.node'],
    extraResources: ['LICENSE', 'THIRD-PARTY-NOTICES'].map((name) => ({ from: join(stage, name), to: name })),
    // Chromium brings 55; the panel speaks two.
    electronLanguages: ['en', 'uk'],
    electronFuses: fuses,
    // Runs without the old FUSE library, and in Chromium's sandbox.
    toolsets: { appimage: '1.0.3' },
    // Nothing is uploaded; this makes the file that electron/updates.ts reads.
    publish: feed === null ? null : { provider: 'generic', url: feed },
    linux: {
      executableName: packageName,
      syncDesktopName: true,
      icon: join(icons, 'app'),
      category: 'Utility',
      description: comment.en,
      maintainer,
    },
    deb: {
      packageName,
      artifactName: '${name}_${version}_${arch}.${ext}',
      packageCategory: 'utils',
      compression: isQuick ? 'gz' : 'xz',
      desktop: desktopEntry(installed),
      // Ayatana is what Debian and Ubuntu have; without a tray the app stays reachable.
      recommends: ['libayatana-appindicator3-1'],
      fpm: [`${join(stage, 'LICENSE')}=/usr/share/doc/${packageName}/copyright`],
    },
    appImage: {
      artifactName: '${name}-${version}-${arch}.${ext}',
      compression: isQuick ? 'gzip' : 'zstd',
      desktop: desktopEntry('AppRun'),
    },
    mac: {
      icon: join(icons, 'app.icns'),
      category: 'public.app-category.developer-tools',
      target: ['dmg'],
      // Apple silicon starts nothing unsigned; without a certificate the signature names nobody, and a hardened runtime
      // would then refuse Electron's own library.
      ...(hasCertificate ? {} : { identity: '-', hardenedRuntime: false }),
    },
    dmg: { artifactName: '${name}-${version}-${arch}.${ext}', title: `${productName} \${version}` },
    win: { icon: join(icons, 'app.ico'), target: ['nsis'] },
    nsis: {
      artifactName: '${name}-${version}-${arch}-setup.${ext}',
      oneClick: true,
      perMachine: false,
      shortcutName: productName,
      // The memory's copies and keys are no leftovers of a program.
      deleteAppDataOnUninstall: false,
      differentialPackage: false,
    },
  } satisfies Configuration;
}
