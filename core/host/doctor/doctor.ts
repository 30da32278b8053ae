import type { Watch } from '../../engine/machine.ts';
import { releaseOwnLease } from '../../engine/lock/lease.ts';
import { recoverReplace } from '../../engine/recover.ts';
import { recover } from '../../engine/sync.ts';
import { isFault, type MembridgeError } from '../../model/errors.ts';
import type { Connection } from '../../model/settings.ts';
import { checkNames, type CheckName } from '../../text/doctor-words.ts';
import type { Text } from '../../text/text.ts';
import { compose, type Composed } from '../compose.ts';
import { closeHome, homeMode } from '../compose/health-probes.ts';
import { homeFiles } from '../compose/home-files.ts';
import { withSourceHere } from '../compose/source-here.ts';
import type { Tools } from '../compose/tools.ts';
import { looking, ok, warn, type Check } from './check.ts';
import { homeChecks } from './home-checks.ts';
import { memoryChecks, type MemoryHere } from './memory-checks.ts';
import { checkRecords } from './records-check.ts';
import { remoteChecks } from './remote-checks.ts';

export interface Diagnosis {
  /** In the order of checkNames; what could not be looked at is left out. */
  readonly checks: readonly Check[];
  /** What --fix mended. */
  readonly fixed: readonly CheckName[];
  /** Why --fix could not mend the rest; null where it could, or was not asked. */
  readonly unmended: MembridgeError | null;
}

export interface Patient {
  readonly homePath: string;
  readonly tools: Tools;
  readonly text: Text;
  readonly watch: Watch;
}

/** What is not as it should be and can be mended without asking anybody. */
const mendable: readonly CheckName[] = ['home', 'journal', 'lease', 'interlock'];

/** Looks at everything; with `fix` mends what is safe to mend and looks again. */
export async function examine(patient: Patient, fix: boolean): Promise<Diagnosis> {
  const checks = await allChecks(patient);
  const broken = checks
    .filter(({ name, verdict }) => verdict !== 'ok' && mendable.includes(name))
    .map(({ name }) => name);
  if (!fix || broken.length === 0) return { checks, fixed: [], unmended: null };
  const unmended = await mended(patient, broken);
  const after = await allChecks(patient);
  const isWell = (name: CheckName) => after.some((check) => check.name === name && check.verdict === 'ok');
  return { checks: after, fixed: broken.filter(isWell), unmended };
}

async function allChecks(patient: Patient): Promise<Check[]> {
  const files = homeFiles(patient.homePath, patient.tools);
  const checks = await homeChecks(files, patient.tools, patient.text);
  const isConnected = checks.every(({ name, verdict }) => name !== 'settings' || verdict === 'ok');
  checks.push(...(isConnected ? await connectedChecks(patient) : await looseChecks(patient, undefined)));
  return checks.toSorted((a, b) => checkNames.indexOf(a.name) - checkNames.indexOf(b.name));
}

async function connectedChecks(patient: Patient): Promise<Check[]> {
  const { homePath, tools, text, watch } = patient;
  let composed: Composed;
  try {
    composed = await compose(homePath, 'look', tools);
  } catch (error) {
    const isSealed = isFault(error, 'passphrase-needed');
    // Told already, by the look at the secrets themselves.
    const isTold = isFault(error, 'secrets-unreadable');
    const known = homeFiles(homePath, tools).settings.read().connection?.source;
    return [
      ...(isTold ? [] : [await looking(isSealed ? 'encryption' : 'state', text, () => Promise.reject(error))]),
      ...(await looseChecks(patient, known)),
    ];
  }
  try {
    return [
      await looking('state', text, async () => checkState(composed, text)),
      await looking('journal', text, async () => checkJournal(composed, text)),
      ...(await memoryChecks(memoryOf(composed), tools, text, watch)),
      ...(await remoteChecks(composed, tools, text)),
      ...(composed.merge === null ? [] : [checkRecords(composed.merge, text)]),
    ];
  } finally {
    composed.close();
  }
}

function memoryOf({ machine, home }: Composed): MemoryHere {
  return { source: machine.source, scratch: machine.scratch, homeFolder: home.folder };
}

/** The memory of a machine that is not connected, or whose state or key cannot be used: glanced at all the same. */
async function looseChecks(
  { homePath, tools, text, watch }: Patient,
  known: Connection['source'] | undefined,
): Promise<Check[]> {
  const files = homeFiles(homePath, tools);
  try {
    return await withSourceHere(known, files, tools, (source) =>
      memoryChecks({ source, scratch: null, homeFolder: files.home.folder }, tools, text, watch),
    );
  } catch (error) {
    return [await looking('source', text, () => Promise.reject(error))];
  }
}

function checkState({ machine, isBusy }: Composed, text: Text): Check {
  const say = text.words.doctor;
  if (isBusy) return warn('state', say.stateBusy, null);
  const acts = `${text.words.history.actsTitle}: ${machine.state.history(10_000).length}`;
  const points = `${text.words.history.pointsTitle}: ${machine.state.restorePoints().length}`;
  return ok('state', say.state(machine.state.deviceId().slice(0, 8), acts, points));
}

/** While another process works its journal is no left-over. */
function checkJournal({ machine, isBusy }: Composed, text: Text): Check {
  const say = text.words.doctor;
  const entry = machine.state.replaceJournal() ?? machine.state.publishJournal();
  if (entry === null || isBusy) return ok('journal', say.journalClear);
  return warn('journal', say.journalLeft(say.acts[entry.act], entry.step), say.fixNext);
}

/** A fault that keeps it from mending is told beside what was found, not instead of it. */
async function mended(patient: Patient, broken: readonly CheckName[]): Promise<MembridgeError | null> {
  try {
    await mend(patient, broken);
    return null;
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

async function mend({ homePath, tools }: Patient, broken: readonly CheckName[]): Promise<void> {
  const { home } = homeFiles(homePath, tools);
  if (broken.includes('home') && homeMode(home).openTo !== null) closeHome(home);
  if (!broken.some((name) => name !== 'home')) return;
  const composed = await compose(homePath, 'change', tools);
  try {
    // Clears our interlock too, and needs no remote.
    await recoverReplace(composed.machine);
    if (!broken.includes('journal') && !broken.includes('lease')) return;
    await composed.requireProject();
    await recover(composed.machine);
    await releaseOwnLease(composed.machine);
  } finally {
    composed.close();
  }
}
