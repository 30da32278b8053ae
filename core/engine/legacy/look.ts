import { isFault } from '../../model/errors.ts';
import type { ProjectId } from '../../model/ids.ts';
import {
  legacyIdOf,
  legacyKeys,
  legacyRoot,
  parseLegacyLease,
  parseLegacyManifest,
  type LegacyLease,
  type LegacyManifest,
} from '../../model/legacy.ts';
import { legacyNamesMax, smallObjectBytesMax } from '../../model/limits.ts';
import type { LegacyBucket } from '../../ports/legacy-bucket.ts';
import { lookAtLegacyLock, type LegacyLockView } from './lock.ts';

/** One project of the Python membridge, as its small objects show it. */
export interface LegacyProject {
  readonly id: ProjectId;
  /** Null where there is no database. */
  readonly bytes: number | null;
  readonly manifest: LegacyManifest | null;
  readonly lock: LegacyLockView;
  readonly lease: LegacyLease | null;
  /** Changes of leadership that were noted. */
  readonly audits: number;
  /** What cannot be read, with the reason. */
  readonly findings: readonly string[];
}

/** The ids of all projects that the bucket holds: never computed, because a rename or an old mistake left others behind. */
export async function legacyProjectIds(bucket: LegacyBucket): Promise<ProjectId[]> {
  const names = await bucket.names(legacyRoot, legacyNamesMax);
  return names.flatMap((name) => (name.endsWith('/') ? (legacyIdOf(name.slice(0, -1)) ?? []) : []));
}

export async function lookAtLegacyProject(bucket: LegacyBucket, id: ProjectId): Promise<LegacyProject> {
  const keys = legacyKeys(id);
  const findings: string[] = [];
  const read = async <T>(key: string, parse: (key: string, text: string) => T): Promise<T | null> => {
    try {
      const object = await bucket.get(key, smallObjectBytesMax);
      return object === null ? null : parse(key, new TextDecoder().decode(object.body));
    } catch (error) {
      if (!isFault(error, 'object-damaged')) throw error;
      findings.push(`${key}: ${error.data.finding}`);
      return null;
    }
  };
  return {
    id,
    bytes: (await bucket.head(keys.database))?.bytes ?? null,
    manifest: await read(keys.manifest, parseLegacyManifest),
    lock: await lookAtLegacyLock(bucket, id, null),
    lease: await read(keys.lease, parseLegacyLease),
    audits: (await bucket.names(keys.audit, legacyNamesMax)).length,
    findings,
  };
}
