import type { Watch } from '../../engine/machine.ts';
import { isFault } from '../../model/errors.ts';
import { storeAt, storeManners } from '../../model/known-stores.ts';
import type { Connection, SettingsFile } from '../../model/settings.ts';
import type { Status } from '../../model/status.ts';
import { textIn } from '../../text/text.ts';
import { compose, type Composed } from '../compose.ts';
import { homeListing, machineFacts } from '../compose/health-probes.ts';
import { homeFiles, type HomeFiles } from '../compose/home-files.ts';
import { newestLogLines } from '../compose/log-lines.ts';
import { privateThings } from '../compose/private-things.ts';
import type { Tools } from '../compose/tools.ts';
import { membridgeVersion } from '../compose/version.ts';
import { observedStatus } from '../observed-status.ts';
import { examine, type Diagnosis } from './doctor.ts';
import { redactor } from './redaction.ts';

const about =
  'A report on Membridge for somebody who helps you. It holds no text of your memory and no keys; names of you, your machines, your store and your folders were replaced. Read it before you send it.';
const historyMax = 30;
const logLinesMax = 200;

export interface ReportNeeds {
  readonly homePath: string;
  readonly tools: Tools;
  readonly watch: Watch;
}

/**
 * All that helps to find a fault, in English, without what is private (redaction.ts). A section that cannot be had says why
 * in its place: nothing that is broken here keeps the rest from being told.
 */
export async function report(needs: ReportNeeds, diagnosis: Diagnosis | null): Promise<string> {
  const { homePath, tools } = needs;
  const files = homeFiles(homePath, tools);
  const file = await section(async () => files.settings.read());
  const connection = 'value' in file ? file.value.connection : undefined;
  const seen = await section(() => connected(needs));
  const state = 'value' in seen ? seen.value : null;
  const content = {
    about,
    format: 1,
    madeAt: new Date(tools.clock.now()).toISOString(),
    versions: shown(await section(async () => ({ membridge: membridgeVersion, ...machineFacts(tools.at) }))),
    checks: shown(await section(() => checksOf(needs, diagnosis))),
    settings: 'value' in file ? settingsOf(file.value) : file,
    home: shown(await section(async () => homeListing(files.home))),
    status: state === null ? shown(seen) : state.status,
    history: state === null ? shown(seen) : state.history,
    remote: { ...remoteOf(connection), ...state?.remote },
    log: shown(await section(() => logOf(files))),
  };
  const known = await privateThings(files, connection, state?.labels ?? [], tools.at);
  return `${JSON.stringify(redactor(known)(content), null, 2)}\n`;
}

type Section<T> = { readonly value: T } | { readonly unavailable: string; readonly code: string };

/** A bug is caught here too: a report of what is broken must not break on it. */
async function section<T>(make: () => Promise<T>): Promise<Section<T>> {
  try {
    return { value: await make() };
  } catch (error) {
    const code = isFault(error) ? error.code : 'unexpected';
    return { unavailable: textIn('en').sentence(error).message, code };
  }
}

function shown<T>(made: Section<T>): unknown {
  return 'value' in made ? made.value : made;
}

async function checksOf(needs: ReportNeeds, diagnosis: Diagnosis | null) {
  const { checks } = diagnosis ?? (await examine({ ...needs, text: textIn('en') }, false));
  return checks.map(({ name, verdict, message, next, fault }) => ({
    name,
    verdict,
    message,
    ...(next === null ? {} : { next }),
    ...(fault === null ? {} : { code: fault.code }),
  }));
}

/** Names that people gave are left out, not replaced. */
function settingsOf({ settings, connection }: SettingsFile) {
  if (connection === undefined) return { settings, connection: null };
  const { mode, encryption, source, remote } = connection;
  const place =
    remote.kind === 'folder'
      ? remote
      : {
          kind: remote.kind,
          endpoint: remote.endpoint,
          region: remote.region,
          ownAuthority: remote.caFile !== undefined,
        };
  return { settings, connection: { mode, encryption, source, remote: place } };
}

function remoteOf(connection: Connection | undefined) {
  if (connection === undefined) return { kind: null };
  const { remote } = connection;
  if (remote.kind === 'folder') return { kind: remote.kind };
  const { connectionsMax } = storeManners(remote.endpoint);
  const store = storeAt(remote.endpoint);
  return { kind: remote.kind, store: store?.name ?? null, caution: store?.caution ?? null, connectionsMax };
}

async function connected({ homePath, tools, watch }: ReportNeeds) {
  const composed = await compose(homePath, 'look', tools);
  try {
    const status = await section(() => observedStatus(composed, watch));
    const labels = 'value' in status ? status.value.devices.map(({ label }) => label ?? '') : [];
    const acts = composed.machine.state.history(historyMax);
    const heads = acts.flatMap(({ head, losers }) => [head, ...losers]);
    const senders = acts.flatMap(({ merge }) => merge?.labels ?? []);
    return {
      status: 'value' in status ? statusOf(status.value) : status,
      history: historyOf(composed),
      remote: await remoteSeen(composed, tools),
      labels: [...labels, ...senders, ...heads.map((head) => head?.label ?? '')],
    };
  } finally {
    composed.close();
  }
}

/** Devices by the beginning of their random ids. */
function statusOf({ project: _name, device, devices, lease, head, ...rest }: Status) {
  return {
    ...rest,
    device: device.id.slice(0, 8),
    head: head && { revision: head.revision, epoch: head.epoch, at: head.at },
    lease: lease && { ...lease, label: undefined, holder: lease.holder.slice(0, 8) },
    devices: devices.map(({ id, lastSeen, behind, finding }) => ({ id: id.slice(0, 8), lastSeen, behind, finding })),
  };
}

function historyOf({ machine: { state } }: Composed) {
  const acts = state
    .history(historyMax)
    .map(({ id, at, act, head, losers, rowsBefore, rowsAfter, restorePoint, undoes, merge }) => ({
      id,
      at: new Date(at).toISOString(),
      act,
      revision: head?.revision ?? null,
      losers: losers.map(({ revision }) => revision),
      rowsBefore,
      rowsAfter,
      restorePoint,
      undoes,
      merge: merge === undefined ? null : { published: merge.published, applied: merge.applied },
    }));
  const points = state.restorePoints().map(({ id, at, kind, bytes, rows }) => ({ id, at, kind, bytes, rows }));
  const unfinished = [state.publishJournal(), state.replaceJournal()].flatMap((entry) =>
    entry === null ? [] : [{ act: entry.act, step: entry.step }],
  );
  return { acts, points, unfinished, stateMoved: state.note('state-moved') !== null };
}

async function remoteSeen({ machine, grade, connection }: Composed, { clock }: Tools) {
  const time = await section(async () => (await machine.remote.storeTime()) - clock.now());
  return {
    encryption: connection.encryption,
    grade,
    conditions: machine.remote.conditions?.() ?? 'store',
    clockDifferenceMs: shown(time),
  };
}

async function logOf({ home }: HomeFiles): Promise<unknown[]> {
  return (await newestLogLines(home.logFile, logLinesMax)).map((line) => {
    try {
      return JSON.parse(line, (key, value: unknown) => (key === 'label' ? '<machine>' : value)) as unknown;
    } catch {
      return '<not a line of ours>';
    }
  });
}
