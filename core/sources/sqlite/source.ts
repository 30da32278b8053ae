import { stat } from 'node:fs/promises';
import type { ContentDigest } from '../../model/content.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Source, SourceState, WorkOptions } from '../../ports/source.ts';
import type { Worker } from '../../ports/worker.ts';
import { watchChanges } from './change-watch.ts';
import { digestOf } from './digest.ts';
import { factsOf } from './facts.ts';
import { checkImage, copyDatabase, takeImage, withDatabase } from './image.ts';
import { fileState, type LiveFile } from './live-file.ts';
import type { Memory } from './memory.ts';
import { placeImage } from './place.ts';
import { withReader, withReaderIfAny, type Reader } from './reader.ts';
import { settle, sweep } from './settle.ts';
import { withScratchFile } from './still-copy.ts';
import { tablesOf } from './tables.ts';

/** What every source of a SQLite file needs from whoever composes it. */
export interface SourcePlace {
  /** The database; may be a symbolic link, may not exist yet. */
  readonly path: string;
  /** A private folder of ours, made when needed, with room for the database. */
  readonly scratchFolder: string;
  readonly clock: Clock;
}

/** The parts of a source that its kind of memory decides. */
export interface SourceParts {
  readonly place: SourcePlace;
  readonly memory: Memory;
  readonly worker: Worker;
  readonly accepts: Source['accepts'];
  readonly hasCloudSync: Source['hasCloudSync'];
  /** `own`: a look at the live database, null where there is none that can be read. */
  keepLocalTables(image: string, own: Reader | null): Promise<void>;
  /** What the memory tool must find beside a database that was placed. */
  afterPlace(): Promise<void>;
}

/** A source over any SQLite file; see ports/source.ts for its promises. */
export function sqliteSource(parts: SourceParts): Source {
  const live: LiveFile = parts.place;
  const { memory, worker } = parts;
  const { path } = live;
  return {
    kind: memory.kind,
    path,
    worker,
    accepts: parts.accepts,
    hasCloudSync: parts.hasCloudSync,
    inspect: () => inspect(live, memory, worker),
    digest: (options = {}) => withReader(live, (reader) => liveDigest(reader, live, memory, options), options.signal),
    async takeImage(to, options = {}) {
      const toolVersion = await toolVersionOf(worker);
      return withReader(
        live,
        (reader) => takeImage(reader, to, { memory, path, toolVersion }, options),
        options.signal,
      );
    },
    async copyTo(to, options = {}) {
      await withReader(live, (reader) => copyDatabase(reader, to, options), options.signal);
      return (await stat(to)).size;
    },
    async checkImage(image, options = {}) {
      return checkImage(image, { memory, path: image, toolVersion: await toolVersionOf(worker) }, options);
    },
    keepLocalTables: (image) => withReaderIfAny(live, (reader) => parts.keepLocalTables(image, reader)),
    place: (image, asideFolder, options = {}) =>
      placeImage(image, live, asideFolder, { ...options, isWal: memory.isWal }),
    async settle() {
      await parts.afterPlace();
      await settle(live);
    },
    sweep: () => sweep(live),
    watchChanges: () => watchChanges(live),
    schemaCookie: () => withReaderIfAny(live, async (reader) => (reader === null ? null : schemaCookieOf(reader.db))),
  };
}

async function inspect(live: LiveFile, memory: Memory, worker: Worker): Promise<SourceState> {
  const { kind } = await fileState(live.path);
  if (kind !== 'file') return { kind };
  const toolVersion = await toolVersionOf(worker);
  return withReader(live, async ({ db }) => ({ kind: 'present', facts: factsOf(db, memory, toolVersion) }));
}

/** A pass over the rows takes long; where that would hold up writers, it reads a copy instead. */
async function liveDigest(
  reader: Reader,
  live: LiveFile,
  memory: Memory,
  options: WorkOptions,
): Promise<ContentDigest> {
  if (!reader.holdsUpWriters) return digestOf(reader.db, memory.content(tablesOf(reader.db)), options);
  return withScratchFile(live, async (copy) => {
    await copyDatabase(reader, copy, options.signal === undefined ? {} : { signal: options.signal });
    return withDatabase(copy, (db) => digestOf(db, memory.content(tablesOf(db)), options));
  });
}

function schemaCookieOf(db: Reader['db']): number {
  return db.pragma('schema_version', { simple: true }) as number;
}

async function toolVersionOf(worker: Worker): Promise<string | null> {
  const state = await worker.inspect();
  return state.kind === 'not-installed' ? null : state.version;
}
