import type { MergeDone } from '../host/run-merge.ts';
import type { Text } from '../text/text.ts';
import type { Outcome } from './cli.ts';

/** What `sync`, `push` and `pull` print in merge mode; a brake or a remote that is away is told beside what was done. */
export function mergeOutcome(done: MergeDone, text: Text, path: string): Outcome {
  const outcome = { data: mergeData(done), lines: mergeLines(done, text, path) };
  return done.fault === null ? outcome : { ...outcome, fault: done.fault };
}

function mergeData(done: MergeDone): Record<string, unknown> {
  const { dryRun, state, published, applied, from, conflicts, pending, waiting, parked, tooLarge } = done;
  const { unread, newer, replaced, renewed, requests, durationMs, historyId, fault } = done;
  return {
    mode: 'merge',
    dryRun,
    state: fault === null ? state : fault.exit === 5 ? 'offline' : fault.exit === 7 ? 'braked' : 'error',
    published,
    applied,
    from,
    conflicts,
    requests,
    durationMs,
    pending: { records: pending },
    waiting,
    parked,
    tooLarge,
    heldBack: done.heldBack,
    copies: done.copies,
    unread,
    newer,
    replaced,
    device: renewed,
    historyId,
  };
}

/** What happened, or would, in sentences; the last one says what to do next where there is something. */
export function mergeLines(done: MergeDone, text: Text, path: string): string[] {
  const { words, format } = text;
  const say = words.merge;
  const { unread, newer, waiting, parked, tooLarge, conflicts, pending, intent, fault, state } = done;
  const next = (line: string) => `${words.hint}: ${line}`;
  const moved = movedLines(done, text);
  const sent = pending > 0 && (fault !== null || intent === 'pull');
  const lines = [
    ...(state === 'setup' ? [say.setup(path)] : []),
    ...(done.replaced ? [say.replaced] : []),
    ...(done.renewed === null ? [] : [say.cloned(done.renewed.slice(0, 8))]),
    ...done.copies.map(({ restorePoint, act, label }) =>
      words.mergeActs.copied(restorePoint, words.mergeActs.batchActs[act], label),
    ),
    ...moved,
    ...(waiting > 0 && state !== 'setup' ? [say.waiting(say.records(waiting))] : []),
    ...(parked > 0 ? [say.parked(say.records(parked)), next(say.parkedNext)] : []),
    ...(tooLarge > 0 ? [say.tooLarge(say.records(tooLarge))] : []),
    ...(unread.parts > 0 ? [say.unread(unread.parts, format.list(unread.labels))] : []),
    ...(newer.length > 0 ? [say.newer(format.list(newer)), next(say.newerNext)] : []),
    ...(sent ? [say.kept(say.records(pending))] : []),
    ...(sent && intent === 'pull' && fault === null ? [next(say.pullNext)] : []),
    ...(conflicts > 0 ? [say.conflicts(conflicts), next(say.conflictsNext)] : []),
    ...(state === 'setup' && fault === null ? [next(say.setupNext)] : []),
  ];
  return lines.length === 0 && fault === null ? [say.nothing] : lines;
}

function movedLines({ dryRun, applied, published, from }: MergeDone, { words, format }: Text): string[] {
  const say = words.merge;
  const labels = format.list(from);
  const rows = words.rows(applied.records);
  const records = say.records(published.records);
  const came = dryRun
    ? say.wouldBring(rows, labels)
    : from.length === 0
      ? say.applied(rows)
      : say.brought(rows, labels, format.bytes(applied.bytes));
  const went = dryRun
    ? say.wouldSend(records, format.bytes(published.bytes))
    : say.sent(records, format.bytes(published.bytes));
  return [...(applied.records > 0 ? [came] : []), ...(published.records > 0 ? [went] : [])];
}
