// `npm run dist`: packages of the tray app. See `npm run dist -- --help`.
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { distWish, help } from './pack/dist-words.ts';
import { fuseFaults, readFuses } from './pack/fuses.ts';
import { packageName, productName } from './pack/identity.ts';
import { packApp, type Packed } from './pack/pack-app.ts';

const root = resolve(import.meta.dirname, '..');
const usageExit = 2;
const cause = `Electron could not be packed. What is in no cache yet is downloaded: Electron itself, and the tools that make
packages. Without a network, --stub packs over a stub in its place: a package to look at, not to run.`;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const hasCertificate = Boolean(process.env['CSC_LINK'] || process.env['CSC_NAME']);
  const wish = distWish(words, process.platform, process.arch, hasCertificate);
  if (wish.kind === 'help') {
    console.log(help);
    return 0;
  }
  if (wish.kind === 'wrong') {
    console.error(`${wish.why}\n\n${help}`);
    return usageExit;
  }
  // What everybody may read stays so, whoever packs.
  process.umask(0o022);
  const out = resolve(wish.out ?? join(root, 'dist/packages'));
  const packed = await packApp(wish, { out, hasCertificate }, process.env).catch((error: unknown) => {
    console.error(String(error));
    if (!wish.isStub) console.error(cause);
    return null;
  });
  if (packed === null) return 1;
  const faults = (await Promise.all(packed.map(faultsIn))).flat();
  for (const each of packed) await tell(each);
  for (const fault of faults) console.error(fault);
  console.log(packed.length === 1 && wish.packings.length === 0 ? packed[0]?.folder : out);
  return faults.length === 0 ? 0 : 1;
}

/** Fuses are what nobody sees: each program that was made is read again. */
async function faultsIn({ folder }: Packed): Promise<string[]> {
  const program = programIn(folder);
  return fuseFaults(await readFuses(program)).map((fault) => `${program}: ${fault}`);
}

function programIn(folder: string): string {
  if (process.platform === 'win32') return join(folder, `${productName}.exe`);
  if (process.platform !== 'darwin') return join(folder, packageName);
  return join(folder, `${productName}.app/Contents/Frameworks/Electron Framework.framework/Electron Framework`);
}

async function tell({ folder, packages }: Packed): Promise<void> {
  for (const path of [folder, ...packages]) console.log(`${mega(await bytesOf(path))}  ${relative('', path)}`);
}

function mega(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1).padStart(7)} MB`;
}

async function bytesOf(path: string): Promise<number> {
  const facts = await lstat(path);
  if (!facts.isDirectory()) return facts.size;
  const sizes = (await readdir(path)).map((name) => bytesOf(join(path, name)));
  return (await Promise.all(sizes)).reduce((sum, each) => sum + each, 0);
}
