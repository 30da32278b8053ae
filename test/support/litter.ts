/** No litter: everything that lies in the folders of a scene, compared with what may be there when nothing is under way. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Head } from '../../core/model/head.ts';
import type { RestorePoint } from '../../core/model/history.ts';
import { remoteRoot, type CrashPlace } from './crash-machine.ts';

const homeNames = [
  /^(settings|secrets)\.json$/,
  /^state\.db$/,
  /^logs\/(membridge\.jsonl(\.\d)?)?$/,
  // The folder; anything in it is litter.
  /^scratch\/$/,
  /^restore-points\/$/,
];

/** The database, the two markers that claude-mem looks for, its own settings. */
const memoryNames = [
  /^claude-mem\.db$/,
  /^\.cleanup-v12\.4\.3-applied$/,
  /^\.cwd-remap-applied-v1$/,
  /^settings\.json$/,
];
/** What a worker that runs has beside it, and what a stand-in notes. */
const workerNames = [
  /^claude-mem\.db-(wal|shm)$/,
  /^worker\.pid$/,
  /^supervisor\.json$/,
  /^(logs|corpora)\//,
  /^chroma/,
  /^\.\w|^[a-z-]+\.json$/,
];
const standInNames = [/^stand-in\.(log|json)$/];

const remoteNames = [
  /^project\.json$/,
  /^lease\.json$/,
  /^(head|devices|snapshots)\/$/,
  /^head\/\d{10}(-[0-9a-f]{32})?\.json$/,
  /^devices\/[0-9a-f]{32}\.json$/,
  /^snapshots\/[0-9a-f]{32}\/$/,
];

/** What should not lie in the home, a path each. `points`: what the state database knows of. */
export function homeLitter(home: string, points: readonly RestorePoint[]): string[] {
  const kept = new Set(points.map(({ id }) => `restore-points/${id}/`));
  const names = tree(home);
  return names
    .filter((name) => !homeNames.some((allowed) => allowed.test(name)))
    .filter((name) => !kept.has(name) && !isCopyOf(kept, name, names))
    .map((name) => join(home, name));
}

/** The copy itself, and what had to be moved away with it; an empty folder is neither. */
function isCopyOf(kept: ReadonlySet<string>, name: string, names: readonly string[]): boolean {
  const [, folder, rest] = /^(restore-points\/r\d+\/)(.*)$/.exec(name) ?? [];
  if (folder === undefined || !kept.has(folder)) return false;
  if (rest === 'aside/') return names.some((other) => other.startsWith(name) && other !== name);
  return /^(claude-mem\.db|aside\/.+)$/.test(rest ?? '');
}

/** What should not lie beside the memory. While a worker runs, its files may. */
export function memoryLitter(database: string, workerRuns: boolean): string[] {
  const allowed = [...memoryNames, ...standInNames, ...(workerRuns ? workerNames : [])];
  return tree(dirname(database))
    .filter((name) => !allowed.some((pattern) => pattern.test(name)))
    .map((name) => join(dirname(database), name));
}

/**
 * What should not lie in the remote: temporary files, empty folders, snapshots that no head names. `heads` are all that
 * the remote has; `unknown` names snapshots whose head was sent and may still arrive, which are kept (protocol.md 9).
 */
export function remoteLitter(remote: string, heads: readonly Head[], unknown: readonly string[] = []): string[] {
  const root = remoteRoot(remote);
  const named = new Set([...heads.map(({ manifest }) => manifest.key.replace('manifest.json', '')), ...unknown]);
  return tree(root)
    .filter((name) => !remoteNames.some((pattern) => pattern.test(name)))
    .filter((name) => {
      const [, snapshot, rest] = /^(snapshots\/[0-9a-f]{32}\/\d{10}-[0-9a-f]{16}\/)(.*)$/.exec(name) ?? [];
      return snapshot === undefined || !named.has(snapshot) || !/^(|manifest\.json|part-\d{4})$/.test(rest ?? 'x');
    })
    .map((name) => join(root, name));
}

/** Names below a folder, those of folders with a slash at the end; none where there is no folder. */
function tree(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name).slice(folder.length + 1);
    return entry.isDirectory() ? `${path}/` : path;
  });
}

/** Whether a place's lock files are gone: one in the home, one beside the memory. */
export function locksLeft({ home, database }: CrashPlace): string[] {
  return [join(home, 'host.lock'), `${database}.membridge-lock`].filter((path) => existsSync(path));
}
