import { dirname, join } from 'node:path/posix';
import { layerOf, layers } from './layers.ts';

/** A file of the repository: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A file longer than this holds two ideas; tests and build scripts are only asked to stay readable. */
const linesMax = 300;
const lengthChecked = /^(core|electron|renderer)\//;

/** Tests move the temporary folder and look what is left in it. */
const namesTmp = /['"`]\/(?:var\/)?tmp\b/;

const bannedFolders = /(^|\/)(utils?|helpers?|common|misc|lib)(\/|\.[a-z]+$)/;
const barrel = /(^|\/)index\.[cm]?[jt]sx?$/;

/** node:test takes a reporter only as a default export. */
const defaultExportAllowed = new Set(['test/support/reporter.ts']);

/** Every import of `text`: static, re-exported, dynamic and in type positions. */
export function importsOf(text: string): string[] {
  const forms = [
    /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ];
  return forms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1] ?? ''));
}

/** Everything that is untidy about the files, a sentence each. Pure: the files are given. */
export function untidy(files: readonly SourceFile[]): string[] {
  return [...files.flatMap((file) => [...untidyImports(file), ...untidyText(file)]), ...cycles(files)];
}

function untidyImports({ path, text }: SourceFile): string[] {
  const name = layerOf(path);
  if (name === undefined) return [`${path} belongs to no layer: name it in test/support/layers.ts`];
  const layer = layers[name];
  return importsOf(text).flatMap((target) => {
    if (target.startsWith('.')) {
      const other = layerOf(join(dirname(path), target));
      if (other === name || layer.sees === 'all' || (other !== undefined && layer.sees.includes(other))) return [];
      return [`${path} (${name}) must not import ${target} (${other ?? 'outside the layout'})`];
    }
    if (layer.packages === 'all' || layer.packages.some((allowed) => matchesPackage(target, allowed))) return [];
    return [`${path} (${name}) must not import the package ${target}`];
  });
}

/** `node:` stands for every builtin, a package's name for all its entries, and `!name` for everything else. */
function matchesPackage(target: string, allowed: string): boolean {
  if (allowed.startsWith('!'))
    return !allowed
      .slice(1)
      .split(' ')
      .some((banned) => matchesPackage(target, banned));
  return target === allowed || target.startsWith(allowed.endsWith(':') ? allowed : `${allowed}/`);
}

function untidyText({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').length - 1;
  const sees = layerOf(path);
  const readsClock = sees !== undefined && !layers[sees].mayReadClock && /\bnew Date\(\)/.test(text);
  const hasDefault = /^export (default\b|\{[^}]*\bas default\b)/m.test(text) && !defaultExportAllowed.has(path);
  return [
    ...(lengthChecked.test(path) && lines > linesMax ? [`${path} has ${lines} lines, more than ${linesMax}`] : []),
    ...(bannedFolders.test(path) ? [`${path} has a name that says nothing: name it after what it is`] : []),
    ...(barrel.test(path) ? [`${path} is a barrel: import from the file that has it`] : []),
    ...(hasDefault ? [`${path} has a default export`] : []),
    ...(lengthChecked.test(path) && namesTmp.test(text) ? [`${path} names /tmp: ask os.tmpdir()`] : []),
    ...(readsClock ? [`${path} reads the clock: take a Clock`] : []),
  ];
}

/** Each import cycle once, by the path that closes it. */
function cycles(files: readonly SourceFile[]): string[] {
  const known = new Map(files.map(({ path, text }) => [path, importsOf(text)]));
  const finished = new Set<string>();
  const found: string[] = [];
  function visit(path: string, trail: readonly string[]): void {
    if (trail.includes(path)) found.push(`a cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`);
    if (finished.has(path) || trail.includes(path)) return;
    const targets = (known.get(path) ?? []).filter((target) => target.startsWith('.'));
    for (const target of targets) visit(join(dirname(path), target), [...trail, path]);
    finished.add(path);
  }
  for (const path of known.keys()) visit(path, []);
  return found;
}
