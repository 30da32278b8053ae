import { storedSnapshots, type StoredSnapshot } from '../engine/records/stored-snapshots.ts';
import { timeline, type Timeline } from '../engine/timeline.ts';
import { compose, type Composed } from '../host/compose.ts';
import { absence } from '../host/absence.ts';
import { rowCount, rowsOf } from '../model/content.ts';
import { fail } from '../model/errors.ts';
import type { HistoryEntry, RestorePoint } from '../model/history.ts';
import type { Head } from '../model/head.ts';
import type { Text } from '../text/text.ts';
import { valueOf, type CommandSpec, type Options } from './cli.ts';

const limitDefault = 20;
const limitMax = 1_000;

export const historyCommand: CommandSpec = {
  name: 'history',
  summary: 'list what was done here, the copies kept on this machine (r1) and the revisions in the remote (v1)',
  options: [['--limit <number>', `how many of each (default: ${limitDefault})`]],
  examples: ['membridge history', 'membridge history --limit 100', 'membridge history --json'],
  async run(cli, _args, options) {
    const limit = limitOf(options);
    const composed = await compose(cli.homePath, 'look', cli.tools);
    try {
      const { line, offline, snapshots } = await read(composed, limit);
      const { where } = composed.machine.remote;
      const lines = timelineLines(line, snapshots, cli.text, composed.merge === null);
      const outcome = {
        data: dataOf(line, offline, snapshots),
        lines: offline ? [...lines, cli.text.words.history.offline(where)] : lines,
      };
      const [damaged] = line.damaged;
      return damaged === undefined ? outcome : { ...outcome, fault: fail('object-damaged', damaged) };
    } finally {
      composed.close();
    }
  },
};

/** Offline, what is on this machine is shown, and that it is not all. */
async function read(composed: Composed, limit: number): Promise<Read> {
  const { machine, merge } = composed;
  const offline = (await absence(composed)) !== null;
  if (merge === null || offline) return { line: await timeline(machine, limit, !offline), offline, snapshots: [] };
  const line = await timeline(machine, limit, false);
  const { snapshots, damaged } = await storedSnapshots(machine, limit);
  return { line: { ...line, damaged }, offline, snapshots };
}

interface Read {
  readonly line: Timeline;
  readonly offline: boolean;
  /** Where records are merged, there are no revisions. */
  readonly snapshots: readonly StoredSnapshot[];
}

function limitOf(options: Options): number {
  const text = valueOf(options, 'limit') ?? String(limitDefault);
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= limitMax) return limit;
  throw fail('setting-invalid', { key: '--limit', value: text, expected: `1 … ${limitMax}` });
}

function dataOf(
  { acts, restorePoints, revisions, damaged }: Timeline,
  offline: boolean,
  snapshots: readonly StoredSnapshot[],
): Record<string, unknown> {
  return {
    offline,
    acts,
    restorePoints,
    damaged,
    revisions: revisions.map(({ revision, epoch, label, device, at, why, content, image, nonce }) => ({
      id: `v${revision}`,
      revision,
      epoch,
      label,
      device,
      at,
      why,
      nonce,
      rows: content.rows,
      bytes: image.bytes,
    })),
    snapshots: snapshots.map(({ id, label, manifest: { device, takenAt, image, content } }) => ({
      id,
      label,
      device,
      at: takenAt,
      rows: rowsOf(content),
      bytes: image.bytes,
    })),
  };
}

function timelineLines(
  { acts, restorePoints, revisions, damaged }: Timeline,
  snapshots: readonly StoredSnapshot[],
  text: Text,
  withRevisions: boolean,
): string[] {
  const say = text.words.history;
  return [
    ...section(
      say.actsTitle,
      acts.map((entry) => actLine(entry, text)),
      text,
    ),
    ...section(
      say.pointsTitle,
      restorePoints.map((point) => pointLine(point, text)),
      text,
    ),
    ...(withRevisions
      ? section(
          say.revisionsTitle,
          revisions.map((head) => headLine(head, text)),
          text,
        )
      : []),
    ...(snapshots.length === 0
      ? []
      : section(
          say.snapshotsTitle,
          snapshots.map((snapshot) => snapshotLine(snapshot, text)),
          text,
        )),
    ...damaged.map(({ key, finding }) => `  ${key}: ${finding}`),
  ];
}

function section(title: string, lines: readonly string[], { words }: Text): string[] {
  return [`${title}:`, ...(lines.length === 0 ? [words.history.nothing] : lines).map((line) => `  ${line}`)];
}

function actLine({ id, at, act, head, restorePoint, undoes, merge }: HistoryEntry, { words, format }: Text): string {
  const parts = [
    words.history.acts[act],
    ...(head === null ? [] : [`v${head.revision} (${head.label})`]),
    ...(restorePoint === null ? [] : [restorePoint]),
    ...(undoes === null ? [] : [words.history.undid(undoes)]),
    ...(merge === undefined ? [] : [mergeLine(merge, { words, format })]),
  ];
  return `${String(id).padStart(4)}  ${format.date(at)}  ${parts.join(', ')}`;
}

function mergeLine(
  merge: NonNullable<HistoryEntry['merge']>,
  { words, format }: Pick<Text, 'words' | 'format'>,
): string {
  const { changed, confirmed, published, applied, labels } = merge;
  const say = words.mergeActs;
  if (confirmed !== undefined) return say.confirmed(batchAct(confirmed, words), format.list(labels));
  if (changed !== undefined) return say.changed(words.rows(changed.written), words.rows(changed.removed));
  return words.merge.history(words.merge.records(applied), words.merge.records(published), format.list(labels));
}

/** A later Membridge may know more acts. */
function batchAct(act: string, { mergeActs: { batchActs } }: Text['words']): string {
  return Object.entries(batchActs).find(([name]) => name === act)?.[1] ?? act;
}

function pointLine({ id, at, kind, bytes, digest, rows, origin }: RestorePoint, { words, format }: Text): string {
  const holds = digest === null ? words.history.unsound : words.rows(rowCount(rows));
  const what =
    origin === undefined ? words.history.kinds[kind] : words.history.origin(origin.project, origin.host, origin.at);
  return `${id.padStart(4)}  ${format.date(at)}  ${what}, ${holds}, ${format.bytes(bytes)}`;
}

function headLine({ revision, at, label, content, image }: Head, { words, format }: Text): string {
  return `${`v${revision}`.padStart(4)}  ${format.date(at)}  ${label}, ${words.rows(rowCount(content.rows))}, ${format.bytes(image.bytes)}`;
}

function snapshotLine(
  { id, label, manifest: { takenAt, image, content } }: StoredSnapshot,
  { words, format }: Text,
): string {
  return `${id}  ${format.date(takenAt)}  ${label}, ${words.rows(rowCount(rowsOf(content)))}, ${format.bytes(image.bytes)}`;
}
