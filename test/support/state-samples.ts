import type { Base } from '../../core/model/base.ts';
import type { HistoryEntry, RestorePoint } from '../../core/model/history.ts';
import { baseSchema } from '../../core/model/base.ts';
import { historyEntrySchema, restorePointSchema } from '../../core/model/history.ts';
import { deviceIdSchema, nonceSchema, sha256Schema } from '../../core/model/ids.ts';
import { journalEntrySchema, type JournalEntry } from '../../core/model/journal.ts';
import type { ManifestPart } from '../../core/model/manifest.ts';

/** Values of the right form for tests of whatever keeps them. Parsed by their schemas, so that they cannot fall behind. */
export const sampleDevice = deviceIdSchema.parse('0123456789abcdef0123456789abcdef');
export const sampleNonce = nonceSchema.parse('00112233445566aa');

export function digestOf(letter: string): ReturnType<typeof sha256Schema.parse> {
  return sha256Schema.parse(letter.repeat(64));
}

export function sampleBase(revision: number): Base {
  return baseSchema.parse({
    revision,
    epoch: 0,
    nonce: sampleNonce,
    device: sampleDevice,
    digest: digestOf('a'),
    rows: { observations: 12, sdk_sessions: 3 },
    at: 1_795_219_200_000,
    declined: null,
  });
}

export function samplePublish(): JournalEntry {
  return journalEntrySchema.parse({
    act: 'publish',
    why: 'push',
    step: 'taking-lease',
    nonce: sampleNonce,
    snapshot: null,
    revision: null,
    losers: [],
    baseBefore: sampleBase(4),
    undoes: null,
  });
}

export function sampleReplace(): JournalEntry {
  return journalEntrySchema.parse({
    act: 'replace',
    why: 'pull',
    step: 'preparing',
    image: '/home/x/.membridge/scratch/image.db',
    head: null,
    baseAfter: sampleBase(5),
    baseBefore: null,
    restorePoint: 'r1',
    workerRan: true,
    keepAs: 'safety',
    cookieBefore: 7,
    digestAfter: digestOf('b'),
    rowsAfter: { observations: 13 },
    undoes: null,
  });
}

export function sampleHistory(act: HistoryEntry['act']): Omit<HistoryEntry, 'id'> {
  const { id: _id, ...entry } = historyEntrySchema.parse({
    id: 1,
    at: 1_795_219_200_000,
    act,
    head: null,
    losers: [],
    restorePoint: null,
    baseBefore: null,
    rowsBefore: { observations: 1 },
    rowsAfter: { observations: 2 },
    undoes: null,
  });
  return entry;
}

export function samplePoint(id: string): RestorePoint {
  return restorePointSchema.parse({
    id,
    at: 1_795_219_200_000,
    kind: 'safety',
    why: 'перед pull',
    bytes: 4096,
    sha256: digestOf('c'),
    digest: digestOf('d'),
    rows: { observations: 1 },
    schemaVersions: [1, 2],
  });
}

export function samplePart(letter: string, number: number): ManifestPart {
  return {
    key: `snapshots/${sampleDevice}/${String(number).padStart(10, '0')}-${sampleNonce}/part-0000`,
    plainBytes: 2_097_152,
    plainSha256: digestOf(letter),
    storedBytes: 700_000,
    storedSha256: digestOf('e'),
  };
}
