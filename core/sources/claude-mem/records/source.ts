import type { RecordSource } from '../../../ports/record-source.ts';
import type { SourcePlace } from '../../sqlite/source.ts';
import { openReading } from './open-reading.ts';
import { readinessOf } from './readiness.ts';
import { inWriteTransaction } from './write-transaction.ts';

export interface ClaudeMemRecordParts extends SourcePlace {
  /** Reads claude-mem's settings (cloud-sync.ts). */
  readonly hasCloudSync: () => Promise<boolean>;
}

/** claude-mem's rows on this machine, read and written while its worker runs: see ports/record-source.ts. */
export function claudeMemRecordSource({ hasCloudSync, ...live }: ClaudeMemRecordParts): RecordSource {
  let longestMs = 0;
  return {
    readiness: () => readinessOf(live, hasCloudSync),
    open: () => openReading(live),
    write: (work) => inWriteTransaction(live, work, (heldMs) => void (longestMs = Math.max(longestMs, heldMs))),
    lockMsLongest: () => longestMs,
  };
}
