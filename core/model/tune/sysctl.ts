import { dropIns } from './drop-ins.ts';
import { type BoardKey, boardKeys, counterparts } from './knobs.ts';
import type { Look } from './look.ts';

/** One kernel setting: what it is now, and which files set it at boot. */
export interface KeyFact {
  readonly key: BoardKey;
  /** Null: this kernel does not have it, or not a number. */
  readonly value: number | null;
  /** Files that set it, as systemd-sysctl applies them; the last one wins. */
  readonly files: readonly KeyFile[];
  /** /etc/sysctl.conf sets it: `sysctl --system` reads it after everything else. */
  readonly sysctlConf: string | null;
}

export interface KeyFile {
  readonly path: string;
  readonly value: string;
}

const folders = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map((base) => `${base}/sysctl.d`);
const sysctlConf = '/etc/sysctl.conf';

export function keyFacts(look: Look): KeyFact[] {
  const lines = dropIns(look, folders).flatMap(({ path, text }) => assignments(text, path));
  const conf = assignments(look.text(sysctlConf) ?? '', sysctlConf);
  return boardKeys.map((key) => ({
    key,
    value: look.number(`/proc/sys/${key.replaceAll('.', '/')}`),
    files: filesFor(key, lines),
    sysctlConf: filesFor(key, conf).at(-1)?.value ?? null,
  }));
}

/** The file that wins for a key at boot; null when none sets it. */
export function winnerOf({ files }: Pick<KeyFact, 'files'>): KeyFile | null {
  return files.at(-1) ?? null;
}

/** Files applied after ours that set the key to something else, or its counterpart, which clears it. */
export function laterFiles(facts: readonly KeyFact[], key: BoardKey, ourPath: string, ours: number): KeyFile[] {
  const name = nameOf(ourPath);
  const other = counterparts[key];
  const isLater = ({ path }: KeyFile) => nameOf(path) > name || (nameOf(path) === name && path !== ourPath);
  return facts.flatMap((fact): KeyFile[] => {
    if (fact.key !== key && fact.key !== other) return [];
    const conf = fact.sysctlConf === null ? [] : [{ path: sysctlConf, value: fact.sysctlConf }];
    const later = [...fact.files.filter(isLater), ...conf];
    return later.filter(({ value }) => fact.key !== key || value !== String(ours));
  });
}

const starsMax = 6;

interface Assignment {
  /** With slashes, perhaps a pattern. */
  readonly pattern: string;
  /** Null: the key is taken out of the patterns. */
  readonly value: string | null;
  readonly path: string;
}

/** sysctl.d(5): `key = value`, `-key = value`, `-key`; dots and slashes are interchanged if a dot comes first. */
function assignments(text: string, path: string): Assignment[] {
  return text.split('\n').flatMap((raw): Assignment[] => {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) return [];
    const at = line.indexOf('=');
    if (at < 0) return line.startsWith('-') ? [{ pattern: slashed(line.slice(1)), value: null, path }] : [];
    const name = line.slice(0, at).trim().replace(/^-/, '');
    return [{ pattern: slashed(name), value: line.slice(at + 1).trim(), path }];
  });
}

/** A key that is named itself is left out of every pattern. */
function filesFor(key: BoardKey, lines: readonly Assignment[]): KeyFile[] {
  const name = key.replaceAll('.', '/');
  const named = lines.filter(({ pattern }) => pattern === name);
  const chosen = named.length > 0 ? named : lines.filter(({ pattern }) => isPattern(pattern) && fits(pattern, name));
  return chosen.flatMap(({ path, value }) => (value === null ? [] : [{ path, value }]));
}

function slashed(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  return first === '.' ? name.replaceAll(/[./]/g, (sign) => (sign === '.' ? '/' : '.')) : name;
}

function isPattern(name: string): boolean {
  return /[*?[]/.test(name);
}

/** glob(7) without bracket expressions, which nobody uses for the keys here: such a pattern fits what begins like it. */
function fits(pattern: string, name: string): boolean {
  const head = (pattern.split('[')[0] ?? '').replaceAll(/\*+/g, '*');
  // So many stars are nobody's: a file that cannot be judged counts as setting the key.
  if (head.split('*').length > starsMax) return true;
  const source = head
    .replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`)
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  return new RegExp(`^${source}${head === pattern ? '$' : ''}`).test(name);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
