import type { Watch } from '../../engine/machine.ts';
import { releaseOwnLease } from '../../engine/lock/lease.ts';
import { recoverReplace } from '../../engine/recover.ts';
import { recover } from '../../engine/sync.ts';
import { isFault } from '../../model/errors.ts';
import { checkNames, type CheckName } from '../../text/doctor-words.ts';
import type { Text } from '../../text/text.ts';
import { compose, type Composed } from '../compose.ts';
import { closeHome, homeMode } from '../compose/health-probes.ts';
import { homeFiles } from '../compose/home-files.ts';
import type { Tools } from '../compose/tools.ts';
import { looking, ok, warn, type Check } from './check.ts';
import { homeChecks } from './home-checks.ts';
import { memoryChecks } from './memory-checks.ts';
import { remoteChecks } from './remote-checks.ts';

export interface Diagnosis {
  /** In the order of checkNames; what could not be looked at is left out. */
  readonly checks: readonly Check[];
  /** What --fix mended. */
  readonly fixed: readonly CheckName[];
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
  if (!fix || broken.length === 0) return { checks, fixed: [] };
  await mend(patient, broken);
  const after = await allChecks(patient);
  const isWell = (name: CheckName) => after.some((check) => check.name === name && check.verdict === 'ok');
  return { checks: after, fixed: broken.filter(isWell) };
}

async function allChecks(patient: Patient): Promise<Check[]> {
  const files = homeFiles(patient.homePath, patient.tools);
  const checks = await homeChecks(files, patient.tools, patient.text);
  const isConnected = checks.every(({ name, verdict }) => name !== 'settings' || verdict === 'ok');
  if (isConnected) checks.push(...(await connectedChecks(patient)));
  return checks.toSorted((a, b) => checkNames.indexOf(a.name) - checkNames.indexOf(b.name));
}

async function connectedChecks(patient: Patient): Promise<Check[]> {
  const { homePath, tools, text, watch } = patient;
  let composed: Composed;
  try {
    composed = await compose(homePath, 'look', tools);
  } catch (error) {
    const isSealed = isFault(error, 'passphrase-needed') || isFault(error, 'secrets-unreadable');
    return [await looking(isSealed ? 'encryption' : 'state', text, () => Promise.reject(error))];
  }
  try {
    return [
      await looking('state', text, async () => checkState(composed, text)),
      await looking('journal', text, async () => checkJournal(composed, text)),
      ...(await memoryChecks(composed, tools, text, watch)),
      ...(await remoteChecks(composed, tools, text)),
    ];
  } finally {
    composed.close();
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
