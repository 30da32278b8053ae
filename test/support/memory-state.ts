import type { Base } from '../../core/model/base.ts';
import type { HeadSeen } from '../../core/model/device-file.ts';
import type { HistoryEntry, RestorePoint } from '../../core/model/history.ts';
import { deviceIdSchema } from '../../core/model/ids.ts';
import type { PublishEntry, ReplaceEntry } from '../../core/model/journal.ts';
import type { LeaseSight } from '../../core/model/lease.ts';
import type { ManifestPart } from '../../core/model/manifest.ts';
import type { Random } from '../../core/ports/random.ts';
import type { StateStore } from '../../core/ports/state-store.ts';

/** A state store in memory, with transactions; what goes in and out is a copy, as with a file. */
export function memoryState(random: Random): StateStore {
  let kept = emptyState(random.hex(16));
  return {
    deviceId: () => deviceIdSchema.parse(kept.device),
    base: () => structuredClone(kept.base),
    setBase: (base) => void (kept.base = structuredClone(base)),
    lastSnapshotNumber: () => kept.snapshotNumber,
    setLastSnapshotNumber: (number) => void (kept.snapshotNumber = number),
    leaseSight: () => structuredClone(kept.leaseSight),
    setLeaseSight: (sight) => void (kept.leaseSight = structuredClone(sight)),
    publishJournal: () => structuredClone(kept.publish),
    replaceJournal: () => structuredClone(kept.replace),
    setJournal(entry) {
      if (entry.act === 'publish') kept.publish = structuredClone(entry);
      else kept.replace = structuredClone(entry);
    },
    clearJournal: (act) => void (kept[act] = null),
    history: (limit) => structuredClone(kept.history.toReversed().slice(0, limit)),
    historyEntry: (id) => structuredClone(kept.history.find((entry) => entry.id === id) ?? null),
    addHistory(entry) {
      const added = { ...structuredClone(entry), id: (kept.history.at(-1)?.id ?? 0) + 1 };
      kept.history.push(added);
      return structuredClone(added);
    },
    restorePoints: () => structuredClone(kept.points.toSorted((a, b) => Number(b.id.slice(1)) - Number(a.id.slice(1)))),
    nextRestorePointId: () => `r${(kept.pointNumber += 1)}`,
    addRestorePoint(point) {
      kept.points = [...kept.points.filter(({ id }) => id !== point.id), structuredClone(point)];
    },
    removeRestorePoint(id) {
      kept.points = kept.points.filter((point) => point.id !== id);
    },
    storedPart: (plainSha256) => structuredClone(kept.parts.get(plainSha256) ?? null),
    addStoredParts(parts) {
      for (const part of parts) kept.parts.set(part.plainSha256, structuredClone(part));
    },
    forgetStoredParts: () => kept.parts.clear(),
    headSeen: (device) => structuredClone(kept.headsSeen.get(device) ?? null),
    setHeadSeen: (device, seen) => void kept.headsSeen.set(device, structuredClone(seen)),
    note: (name) => kept.notes.get(name) ?? null,
    setNote: (name, value) => void kept.notes.set(name, value),
    transaction(work) {
      const before = structuredClone(kept);
      try {
        return work();
      } catch (error) {
        kept = before;
        throw error;
      }
    },
    close() {},
  };
}

function emptyState(device: string) {
  return {
    device,
    base: null as Base | null,
    snapshotNumber: 0,
    leaseSight: null as LeaseSight | null,
    publish: null as PublishEntry | null,
    replace: null as ReplaceEntry | null,
    history: [] as HistoryEntry[],
    points: [] as RestorePoint[],
    pointNumber: 0,
    parts: new Map<string, ManifestPart>(),
    headsSeen: new Map<string, HeadSeen>(),
    notes: new Map<string, string>(),
  };
}
