import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import type { Clock } from '../ports/clock.ts';
import type { Watcher } from '../ports/watcher.ts';
import { codeOf } from './file-fault.ts';

/** Events come in bursts, one for each page written; so long they are gathered before the file is looked at. */
const gatherMs = 250;

/** The database, where writes show, and where they show without WAL. */
const suffixes = ['', '-wal', '-journal'];

interface SourceWatcherParts {
  /** The database; neither it nor its folder need be there yet. */
  readonly path: string;
  readonly clock: Clock;
  /** Where no file events come (NFS), or none can be had: what `look` finds is enough. */
  readonly events?: boolean;
  /** Events cannot be had (no inotify watch left): it goes on by looking. */
  failed?(error: unknown): void;
}

/**
 * Wakes with `file` when the database may hold something new: the file, its -wal (where writes show) or its -journal
 * changed. Not for the shared memory, which readers touch too, nor for our lock file beside it. File events only make it
 * look; whether something changed is told by inode, size and time, so that a connection that opens and closes wakes nobody.
 *
 * The slow stat for lost events and network folders has no timer: the loop calls `look` at each poll, which costs no
 * wake-up. So a change whose event is lost is seen within pollMax, within pollMin when a person is here.
 */
export function sourceWatcher({ path, clock, events = true, failed = () => {} }: SourceWatcherParts): Watcher {
  return {
    async start(wake) {
      const over = new AbortController();
      let seen = await signatureOf(await realPath(path));
      const looks = oneAtATime(async () => {
        const real = await realPath(path);
        const now = await signatureOf(real);
        await folders?.follow(real);
        if (over.signal.aborted) return;
        if (now === seen) return;
        seen = now;
        wake('file');
      });
      let isGathering = false;
      const gather = async () => {
        if (isGathering) return;
        isGathering = true;
        try {
          await clock.sleep(gatherMs, over.signal);
        } catch {
          return;
        }
        isGathering = false;
        looks.ask();
      };
      const folders = events ? watchFolders(resolve(path), () => void gather(), failed) : null;
      await folders?.follow(await realPath(path));
      return {
        look: looks.ask,
        async close() {
          over.abort();
          await folders?.close();
          await looks.idle();
        },
      };
    },
  };
}

/** The folders that hold the database: its own, and that of the file it is a link to, where SQLite keeps the -wal. */
function watchFolders(path: string, changed: () => void, failed: (error: unknown) => void) {
  let watcher: FSWatcher | null = null;
  let followed = '';
  let isClosed = false;
  const close = async () => {
    await watcher?.close();
    watcher = null;
  };
  return {
    /**
     * Watches the folders as they are now. Chokidar can lose a folder that is removed and soon made again, so a folder
     * that came, went or became another one gets a new watch; `ready` then makes the caller look at what happened meanwhile.
     */
    async follow(real: string) {
      const folders = [...new Set([dirname(path), dirname(real)])];
      const now = [real, ...(await Promise.all(folders.map(folderIdentity)))].join(' ');
      if (now === followed || isClosed) return;
      followed = now;
      await close();
      if (!isClosed) watcher = watchNames(folders, [path, real], changed, failed);
    },
    async close() {
      isClosed = true;
      await close();
    },
  };
}

function watchNames(
  folders: readonly string[],
  files: readonly string[],
  changed: () => void,
  failed: (error: unknown) => void,
): FSWatcher {
  const wanted = new Set([...folders, ...files.flatMap((file) => suffixes.map((suffix) => file + suffix))]);
  // A folder that is not there is waited for through the nearest one above it.
  // No `depth`: with 0 chokidar 6 is blind in a folder that appeared later; `ignored` keeps it out of the others.
  const watcher = watch([...folders], {
    backend: 'native',
    atomic: false,
    ignoreInitial: false,
    ignored: (name) => !wanted.has(resolve(name)),
  });
  watcher.on('all', changed);
  watcher.on('ready', changed);
  watcher.on('error', failed);
  return watcher;
}

/** Equal as long as it is the same folder: numbers of inodes are given anew. */
async function folderIdentity(folder: string): Promise<string> {
  try {
    const { ino, birthtimeNs } = await stat(folder, { bigint: true });
    return `${ino}:${birthtimeNs}`;
  } catch {
    return '-';
  }
}

/** Runs `act` when asked; asked again meanwhile, once more after it. */
function oneAtATime(act: () => Promise<void>) {
  let running: Promise<void> | null = null;
  let isAsked = false;
  const run = async () => {
    do {
      isAsked = false;
      await act();
    } while (isAsked);
    running = null;
  };
  return {
    ask() {
      isAsked = true;
      running ??= run();
    },
    idle: async () => {
      isAsked = false;
      await running;
    },
  };
}

/**
 * Equal as long as nothing was committed. An empty or missing -wal or -journal are the same: whoever opens the database
 * makes one, whoever closes it last removes it, and nothing was written.
 */
async function signatureOf(real: string): Promise<string> {
  const parts = await Promise.all(suffixes.map((suffix) => partOf(real + suffix, suffix === '')));
  return parts.join(' ');
}

async function partOf(file: string, isDatabase: boolean): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(file, { bigint: true });
    return isDatabase || size > 0n ? `${ino}:${size}:${mtimeNs}` : '-';
  } catch (error) {
    const code = codeOf(error) ?? 'unknown';
    return code === 'ENOENT' || code === 'ENOTDIR' ? '-' : code;
  }
}

/** Where the file really lies; where it will lie while it is missing. */
async function realPath(path: string): Promise<string> {
  return realpath(path).catch(() => resolve(path));
}
