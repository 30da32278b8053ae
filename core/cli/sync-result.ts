import type { Decision } from '../model/decision.ts';
import type { Head } from '../model/head.ts';
import type { SyncReport } from '../model/report.ts';
import type { Text } from '../text/text.ts';

/** The fields that `sync`, `push` and `pull` print with --json. */
export function syncData(report: SyncReport): Record<string, unknown> {
  const { decision, dryRun, published, applied, conflicts, requests, durationMs, entry } = report;
  return {
    dryRun,
    decision: decisionData(decision),
    published,
    applied,
    conflicts,
    requests,
    durationMs,
    revision: entry?.head?.revision ?? null,
    restorePoint: entry?.restorePoint ?? null,
    historyId: entry?.id ?? null,
  };
}

/** The decision without the heads' inner parts. */
function decisionData(decision: Decision): Record<string, unknown> {
  switch (decision.kind) {
    case 'nothing':
      return { kind: decision.kind, why: decision.why };
    case 'adopt':
    case 'choose':
      return { kind: decision.kind, head: headData(decision.head) };
    case 'pull':
      return { kind: decision.kind, why: decision.why, setAside: decision.setAside, head: headData(decision.head) };
    case 'push':
      return { kind: decision.kind, force: decision.force, parents: decision.parents.map(headData) };
    case 'diverged':
    case 'heads-diverged':
    case 'source-missing':
    case 'brake':
    case 'rolled-back':
      return { kind: decision.kind };
  }
}

function headData({ revision, epoch, label, device, at, content }: Head): Record<string, unknown> {
  return { revision, epoch, label, device, at, rows: content.rows };
}

/** What happened, or would, in sentences; the last one says what to do next where there is something. */
export function syncLines(report: SyncReport, text: Text): string[] {
  const { decision, dryRun } = report;
  switch (decision.kind) {
    case 'nothing':
      return nothingLines(decision.why, report, text);
    case 'adopt': {
      const { revision } = decision.head;
      return [dryRun ? text.words.sync.wouldAdopt(revision) : text.words.sync.adopted(revision)];
    }
    case 'push':
      return dryRun ? plannedPush(decision, report, text) : pushLines(decision, report, text);
    case 'pull':
    case 'choose':
      return dryRun ? plannedPull(decision, report, text) : pullLines(decision, report, text);
    case 'diverged':
    case 'heads-diverged':
    case 'source-missing':
    case 'brake':
    case 'rolled-back':
      return [];
  }
}

type Pushed = Decision & { kind: 'push' };
type Pulled = Decision & { kind: 'pull' | 'choose' };

function nothingLines(why: (Decision & { kind: 'nothing' })['why'], { entry }: SyncReport, { words }: Text): string[] {
  const { sync } = words;
  const next = (line: string) => `${words.hint}: ${line}`;
  switch (why) {
    case 'agreed':
      return [sync.agreed(entry?.head?.revision ?? null)];
    case 'only-here-moved':
      return [sync.onlyHereMoved, next(sync.onlyHereMovedHint)];
    case 'only-remote-moved':
      return [sync.onlyRemoteMoved, next(sync.onlyRemoteMovedHint)];
    case 'no-memory-anywhere':
      return [sync.noMemory, next(sync.noMemoryHint)];
    case 'declined':
      return [sync.declined, next(sync.declinedHint)];
  }
}

function pushLines({ force, parents }: Pushed, { published, entry }: SyncReport, { words, format }: Text): string[] {
  const rows = words.rows(published.records);
  const bytes = format.bytes(published.bytes);
  const revision = entry?.head?.revision ?? 0;
  if (!force) return [words.sync.published(revision, rows, bytes)];
  return [
    words.sync.publishedOver(revision, headNames(parents, words), rows, bytes),
    `${words.hint}: ${words.sync.undoHint}`,
  ];
}

function pullLines(decision: Pulled, { applied, entry }: SyncReport, { words, format }: Text): string[] {
  const { head } = decision;
  const revision = entry?.head?.revision ?? head.revision;
  const took = words.sync.pulled(revision, head.label, words.rows(applied.records), format.bytes(applied.bytes));
  const point = entry?.restorePoint ?? null;
  if (point === null) return [took];
  const lost = decision.kind === 'choose' || decision.setAside;
  const kept = lost ? words.sync.setAsideAs(point) : words.sync.keptAs(point);
  return [took, kept, ...(lost ? [`${words.hint}: ${words.sync.undoHint}`] : [])];
}

function plannedPush({ force, parents }: Pushed, { published }: SyncReport, { words }: Text): string[] {
  const rows = words.rows(published.records);
  return [force ? words.sync.wouldPublishOver(headNames(parents, words), rows) : words.sync.wouldPublish(rows)];
}

function plannedPull(decision: Pulled, { applied }: SyncReport, { words }: Text): string[] {
  const { head } = decision;
  const lost = decision.kind === 'choose' || decision.setAside;
  const take = words.sync.wouldPull(head.revision, head.label, words.rows(applied.records));
  return lost ? [take, words.sync.wouldSetAside] : [take];
}

function headNames(heads: readonly Head[], words: Text['words']): string {
  return heads.map(({ revision, label }) => `${words.status.revision(revision)} (${label})`).join(', ');
}
