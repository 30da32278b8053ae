import { compose } from '../host/compose.ts';
import { observedStatus } from '../host/observed-status.ts';
import { fail } from '../model/errors.ts';
import type { StateWord, Status } from '../model/status.ts';
import type { Text } from '../text/text.ts';
import type { CommandSpec } from './cli.ts';
import { askHost, hostLines, withHost } from './host-report.ts';
import { sourceRows } from './source-rows.ts';

export const statusCommand: CommandSpec = {
  name: 'status',
  summary: 'show where this machine stands; changes nothing',
  examples: ['membridge status', 'membridge status --json'],
  async run(cli) {
    const composed = await compose(cli.homePath, 'look', cli.tools);
    try {
      const host = await askHost(cli);
      // The host keeps the home locked while it rests too: whether it is at work it says itself.
      const isBusy = host === null ? composed.isBusy : host.busy !== null;
      const status = withHost(await observedStatus({ ...composed, isBusy }, cli.watch), host);
      const lines = [
        ...statusLines(status, cli.text),
        ...hostLines(status, host, cli.tools.clock.now(), cli.text),
        ...nextLine(status, cli.text),
      ];
      const data = { ...statusData(status), host };
      if (status.why !== 'rolled-back' || status.mode === 'merge') return { data, lines };
      const fault = fail('remote-rolled-back', {
        known: status.base?.revision ?? 0,
        shown: status.head?.revision ?? 0,
      });
      return { data, lines, fault };
    } finally {
      composed.close();
    }
  },
};

/** The fields of cli.md; rows by the words that people know. */
export function statusData(status: Status): Record<string, unknown> {
  const { kind, rows } = status.source;
  return { ...status, source: { ...status.source, rows: sourceRows(kind, rows), tables: rows } };
}

function statusLines(status: Status, text: Text): string[] {
  const { words, format } = text;
  const say = words.status;
  const { source, remote, base, lease, pending, lastSync } = status;
  const recordsOf = status.mode === 'merge' ? words.merge.records : words.rows;
  const memory = source.exists
    ? [rowsLine(status, text), ...(source.bytes === null ? [] : [format.bytes(source.bytes)])].join(', ')
    : say.absent;
  const where = [
    remote.where,
    remote.encryption === 'none' ? say.plain : say.sealed,
    ...(remote.reachable ? [] : [say.away]),
  ].join(', ');
  return [
    stateLine(status, text),
    field(say.project, `${status.project.name} (${status.project.id})`),
    field(say.device, `${status.device.label} (${status.device.id.slice(0, 8)})`),
    field(say.memory, `${source.path}: ${memory}`),
    field(say.remote, where),
    field(say.grade, remote.grade === null ? say.gradeUnknown : say.grades[remote.grade]),
    ...(status.mode === 'merge' ? [] : [field(say.base, base === null ? say.never : say.revision(base.revision))]),
    ...(pending.records > 0 ? [field(say.pending, recordsOf(pending.records))] : []),
    ...heldLines(status, text),
    ...(lease === null ? [] : [field(say.lease, say.byAt(lease.label, format.date(lease.since)))]),
    field(say.lastSync, lastSync === null ? say.never : format.date(lastSync.at)),
    ...deviceLines(status, text),
  ];
}

function nextLine(status: Status, text: Text): string[] {
  const { words } = text;
  const next = status.why === 'nothing: declined' ? words.sync.declinedHint : nextOf(status, text);
  return next === undefined ? [] : [`${words.hint}: ${next}`];
}

function heldLines({ held = 0, heldBack = 0 }: Status, { words }: Text): string[] {
  const say = words.mergeActs;
  return [
    ...(held > 0 ? [field(say.heldLabel, say.held(words.merge.records(held)))] : []),
    ...(heldBack > 0 ? [field(say.incomingLabel, say.incoming(words.merge.records(heldBack)))] : []),
  ];
}

function stateLine({ mode, state }: Status, { words }: Text): string {
  const merging: Partial<Record<StateWord, string>> = mode === 'merge' ? words.merge.statusStates : {};
  return merging[state] ?? words.status.states[state];
}

function nextOf({ mode, state }: Status, { words }: Text): string | undefined {
  const merging: Partial<Record<StateWord, string>> = mode === 'merge' ? words.merge.statusNext : {};
  return merging[state] ?? words.status.next[state];
}

function rowsLine({ source }: Status, { format, words }: Text): string {
  const rows = Object.entries(sourceRows(source.kind, source.rows));
  const all = rows.reduce((sum, [, count]) => sum + count, 0);
  if (source.kind !== 'claude-mem') return words.rows(all);
  return rows.map(([name, count]) => `${name} ${format.number(count)}`).join(', ');
}

/** `boards`: what machines are, by their id, where that is known. */
export function deviceLines(
  { mode, devices, device: own }: Pick<Status, 'mode' | 'devices' | 'device'>,
  { words, format }: Text,
  boards: ReadonlyMap<string, string> = new Map(),
): string[] {
  const say = words.status;
  const behindOf = mode === 'merge' ? words.merge.segmentsBehind : say.behind;
  if (devices.length === 0) return [];
  return [
    `${say.devices}:`,
    ...devices.map(({ id, label, lastSeen, behind, finding }) => {
      const name = `${label ?? '?'} (${id.slice(0, 8)})${id === own.id ? ' *' : ''}`;
      if (finding !== null) return `  ${name}: ${say.unread} (${finding})`;
      const seen = lastSeen === null ? say.never : format.date(lastSeen);
      const stands = behind === null ? '' : `, ${behind === 0 ? say.upToDate : behindOf(behind)}`;
      const board = boards.get(id);
      return `  ${name}: ${seen}${stands}${board === undefined ? '' : `, ${board}`}`;
    }),
  ];
}

/** A label and its value, values in one column. */
function field(label: string, value: string): string {
  return `${`${label}:`.padEnd(24)} ${value}`;
}
