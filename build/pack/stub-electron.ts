import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fuseFormat, fuseSentinel } from './fuses.ts';

/** As Electron 45 is delivered: fuses with and without a name of ours. */
const wire = '101100011';

const program = Buffer.concat([
  Buffer.from('#!/bin/sh\necho "This is a stub for Electron: it was packed to look at, not to run." >&2\nexit 1\n'),
  Buffer.from(fuseSentinel),
  Buffer.from([fuseFormat, wire.length]),
  Buffer.from(`${wire}\n`),
]);

/** What Electron's archive for Linux holds, as far as packing looks at it: by names, and the program by its fuses. */
const files = [
  'LICENSE',
  'LICENSES.chromium.html',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'icudtl.dat',
  'libEGL.so',
  'libGLESv2.so',
  'libffmpeg.so',
  'libvk_swiftshader.so',
  'libvulkan.so.1',
  'locales/de.pak',
  'locales/en-GB.pak',
  'locales/en-US.pak',
  'locales/uk.pak',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'vk_swiftshader_icd.json',
];
const programs = ['chrome-sandbox', 'chrome_crashpad_handler'];

/** Makes a folder that is packed as an unpacked Electron for Linux would be. It runs nothing. */
export async function makeStubElectron(folder: string): Promise<void> {
  for (const name of [...files, ...programs]) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), `stub ${name}\n`, { mode: programs.includes(name) ? 0o755 : 0o644 });
  }
  await writeFile(join(folder, 'electron'), program, { mode: 0o755 });
}
