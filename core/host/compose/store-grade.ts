import { isFault } from '../../model/errors.ts';
import { encodeGradeNote, gradeOf, parseGradeNote, type Grade, type ProbeEvidence } from '../../model/grade.ts';
import type { Home } from '../../platform/home.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Remote } from '../../ports/remote.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { probe } from '../../remotes/probe.ts';
import { holdHome, openHeld } from './access.ts';
import type { Tools } from './tools.ts';

type Graded = Pick<Remote, 'where'>;

/** The grade that this device keeps of a remote; null when it was never probed, or another place was. */
export function keptGrade(state: Pick<StateStore, 'note'>, { where }: Graded): Grade | null {
  return parseGradeNote(state.note('grade'), where)?.grade ?? null;
}

/** What the engine may count on: as long as nobody has looked, not on the store. */
export function gradeToTrust(kept: Grade | null): Grade {
  return kept ?? 'B';
}

/** Probes a remote; the log keeps what was seen. Faults: those of the remote. */
export async function probedGrade(remote: Remote, tools: Tools, log: Logger): Promise<Grade> {
  return (await probedStore(remote, tools, log)).grade;
}

/** The same with what else was seen. */
export async function probedStore(
  remote: Remote,
  { clock, random }: Tools,
  log: Logger,
): Promise<{ readonly grade: Grade; readonly evidence: ProbeEvidence }> {
  const evidence = await probe(remote, { clock, random });
  const grade = gradeOf(evidence);
  log.info('store.probed', { where: remote.where, grade, ...evidence });
  return { grade, evidence };
}

export function keepGrade(
  state: Pick<StateStore, 'setNote'>,
  { where }: Graded,
  grade: Grade,
  { clock }: Pick<Tools, 'clock'>,
): void {
  state.setNote('grade', encodeGradeNote({ grade, where, at: clock.now() }));
}

/** The same for one who only looks: the state is opened for a moment. While another process works it keeps what it had. */
export async function keepGradeOf(home: Home, remote: Graded, grade: Grade, tools: Tools, log: Logger): Promise<void> {
  let lock;
  try {
    lock = await holdHome(home, tools);
  } catch (error) {
    if (isFault(error, 'home-busy')) return;
    throw error;
  }
  try {
    const { store: state } = openHeld(home, tools, log);
    keepGrade(state, remote, grade, tools);
    state.close();
  } finally {
    lock.release();
  }
}
