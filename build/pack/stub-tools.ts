import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import type { PackArch } from './app-stage.ts';

/** Stands before the squashed files of an AppImage, where a real one has the program that mounts them. */
const runtime = '#!/bin/sh\necho "This is a stub for the runtime of an AppImage." >&2\nexit 1\n';
/** What follows begins at a page of the disk. */
const runtimeBytes = 4_096;

/**
 * What electron-builder would download to make packages, from what is on this machine: a program that turns fpm's words into
 * dpkg-deb's, and Debian's mksquashfs. Gives the variables that name them.
 */
export async function makeStubTools(folder: string, arch: PackArch, path: string): Promise<Record<string, string>> {
  const fpm = join(folder, 'fpm');
  const script = join(import.meta.dirname, 'deb-script.ts');
  const images = join(folder, 'appimage');
  await mkdir(join(images, 'runtimes'), { recursive: true });
  await mkdir(join(images, 'lib', arch), { recursive: true });
  await writeFile(fpm, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`, { mode: 0o755 });
  await writeFile(join(images, 'runtimes', `runtime-${arch}`), runtime.padEnd(runtimeBytes, '#'));
  const squash = programIn(path, 'mksquashfs');
  if (squash !== null) await symlink(squash, join(images, 'mksquashfs'));
  await writeFile(join(images, 'desktop-file-validate'), '#!/bin/sh\n');
  await chmod(join(images, 'desktop-file-validate'), 0o755);
  return { CUSTOM_FPM_PATH: fpm, APPIMAGE_TOOLS_PATH: images };
}

/** Where a program lies; null where it is not installed. */
export function programIn(path: string, name: string): string | null {
  const found = path.split(delimiter).map((folder) => join(folder, name));
  return found.find((each) => existsSync(each)) ?? null;
}
