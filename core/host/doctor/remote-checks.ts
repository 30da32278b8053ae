import { glanceAtLease } from '../../engine/lock/lease.ts';
import { fail, isFault } from '../../model/errors.ts';
import { smallObjectBytesMax } from '../../model/limits.ts';
import { probeName, probeNonceBytes } from '../../model/probe-keys.ts';
import type { Text } from '../../text/text.ts';
import type { Composed } from '../compose.ts';
import { projectsAt } from '../compose/remote.ts';
import { keySource } from '../compose/s3-keys.ts';
import { keepGradeOf, probedStore } from '../compose/store-grade.ts';
import type { Tools } from '../compose/tools.ts';
import { looking, ok, warn, type Check } from './check.ts';

/** More than this between two clocks shows in what people read. */
const clockDifferenceMsMax = 60_000;

/** The remote, its encryption, its clock, and who claims it. */
export async function remoteChecks(composed: Composed, tools: Tools, text: Text): Promise<Check[]> {
  const say = text.words.doctor;
  const remote = await looking('remote', text, () => checkRemote(composed, tools, text));
  if (remote.verdict === 'fail') {
    // One fact, one line: what was pinned and is not there any more belongs to encryption.
    return isFault(remote.fault, 'encryption-switched') ? [{ ...remote, name: 'encryption' }] : [remote];
  }
  return [
    remote,
    composed.connection.encryption === 'age'
      ? ok('encryption', say.sealed)
      : warn('encryption', say.plain, say.plainNext),
    await looking('grade', text, () => checkGrade(composed, tools, text)),
    await looking('clock', text, () => checkClock(composed, text)),
    await looking('lease', text, () => checkLease(composed, text)),
  ];
}

/** Writes a sealed object, reads it back and removes it. */
async function checkRemote(composed: Composed, tools: Tools, text: Text): Promise<Check> {
  await composed.requireProject();
  const { remote, seal, clock, random } = composed.machine;
  const startedMs = clock.monotonicMs();
  const key = probeName(await remote.storeTime(), random.hex(probeNonceBytes));
  const body = await seal.seal(key, new TextEncoder().encode('{}\n'), 'json');
  await remote.create(key, body);
  const found = await remote.get(key, smallObjectBytesMax);
  await remote.delete(key);
  if (found === null || !Buffer.from(found.body).equals(body))
    throw fail('object-damaged', { key, finding: 'it was read back changed' });
  const took = text.format.duration(clock.monotonicMs() - startedMs);
  const projects = await projectsAt(composed.connection.remote, {
    tools,
    keys: keySource(composed.files.secrets, tools.at.env),
  });
  const say = text.words.doctor;
  return ok('remote', `${say.remote(remote.where, took)} ${say.remoteProjects(projects.length)}`);
}

/** Tries the store out again: it may have changed since this machine was connected. */
async function checkGrade({ machine, home, files, grade: kept }: Composed, tools: Tools, text: Text): Promise<Check> {
  const { grade, evidence } = await probedStore(machine.remote, tools, files.log);
  if (grade !== kept) await keepGradeOf(home, machine.remote, grade, tools, files.log);
  const say = text.words.doctor;
  const swept = evidence.leftOvers === 0 ? '' : ` ${say.gradeSwept(evidence.leftOvers)}`;
  const sentence = `${capital(text.words.status.grades[grade])}.${swept}`;
  return grade === 'D' ? warn('grade', sentence, say.gradeNext) : ok('grade', sentence);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

async function checkClock({ machine }: Composed, text: Text): Promise<Check> {
  const say = text.words.doctor;
  const differenceMs = Math.abs((await machine.remote.storeTime()) - machine.clock.now());
  const difference = text.format.duration(differenceMs);
  return differenceMs <= clockDifferenceMsMax
    ? ok('clock', say.clock(difference))
    : warn('clock', say.clockOff(difference), say.clockNext);
}

async function checkLease({ machine, isBusy }: Composed, text: Text): Promise<Check> {
  const say = text.words.doctor;
  const view = await glanceAtLease(machine);
  switch (view.kind) {
    case 'free':
      return ok('lease', say.leaseFree);
    case 'held':
      return ok('lease', say.leaseHeld(view.lease.label));
    case 'ours':
      return isBusy ? ok('lease', text.words.status.states.syncing) : warn('lease', say.leaseOurs, say.fixNext);
  }
}
