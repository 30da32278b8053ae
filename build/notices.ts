import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The folders of the packages that `moduleIds` (absolute paths) lie in, in the order of their names. */
export function bundledPackages(moduleIds: readonly string[]): string[] {
  const folders = moduleIds.flatMap(
    (id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/'))?.[0] ?? [],
  );
  return [...new Set(folders)].sort();
}

/** The licences of packages whose code is shipped inside ours, which every one of them asks for. */
export async function notices(folders: readonly string[]): Promise<string> {
  return (await Promise.all(folders.map(notice))).join('\n');
}

async function notice(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(basename(each)));
  const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8');
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${text.trim()}\n`;
}
