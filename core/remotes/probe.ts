import type { ProbeEvidence, ProbeRound } from '../model/grade.ts';
import { probeName, probeNonceBytes } from '../model/probe-keys.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import type { PutResult, Remote } from '../ports/remote.ts';
import { sweepProbes } from './probe-litter.ts';

/** Requests at once in a race (protocol.md section 10): stores that look and then write were seen to let 2 to 32 of them win. */
const racers = 32;
/** A store that is racy now and then shows it in one of several. */
const rounds = 3;
const bodyBytesMax = 1_024;

/**
 * Finds out what the store does with conditional writes: at most some 120 small requests, all below `probes/`, nothing of
 * which stays; what an earlier probe left that was killed goes too. A store that refuses or ignores conditions is not raced.
 * Faults: those of the remote.
 */
export async function probe(
  remote: Remote,
  { clock, random }: { clock: Pick<Clock, 'now'>; random: Random },
): Promise<ProbeEvidence> {
  const storeMs = await remote.storeTime();
  const clockDifferenceMs = storeMs - clock.now();
  const leftOvers = await sweepProbes(remote, storeMs);
  const folder = probeName(storeMs, random.hex(probeNonceBytes));
  const used = new Set<string>();
  const name = (key: string) => {
    used.add(`${folder}/${key}`);
    return `${folder}/${key}`;
  };
  try {
    const single = await oneByOne(remote, name('single'), folder);
    const isWorthARace = single.conditions !== 'look' && single.secondCreate === 'refused' && single.keepsFirst;
    const races: ProbeRound[] = [];
    if (isWorthARace)
      for (let round = 1; round <= rounds; round++) races.push(await race(remote, name(`race-${round}`)));
    return { ...single, rounds: races, clockDifferenceMs, leftOvers };
  } finally {
    await Promise.all([...used].map((key) => remote.delete(key)));
  }
}

async function oneByOne(remote: Remote, key: string, folder: string) {
  const firstCreate = await remote.create(key, bytes('first'));
  const readsBack = (await textOf(remote, key)) === 'first';
  const listsBack = await isListed(remote, folder, key);
  const secondCreate = await remote.create(key, bytes('second'));
  const keepsFirst = (await textOf(remote, key)) === 'first';
  const oldEtag = (await remote.head(key))?.etag ?? '';
  await remote.put(key, bytes('third'));
  const staleMatch = await remote.put(key, bytes('stale'), oldEtag);
  const newEtag = (await remote.head(key))?.etag ?? '';
  const rightMatch = await remote.put(key, bytes('right'), newEtag);
  const conditions = remote.conditions?.() ?? 'store';
  return { firstCreate, readsBack, listsBack, secondCreate, keepsFirst, staleMatch, rightMatch, conditions };
}

async function race(remote: Remote, key: string): Promise<ProbeRound> {
  const names = Array.from({ length: racers }, (_, number) => `racer ${number}`);
  const results: PutResult[] = await Promise.all(names.map((text) => remote.create(key, bytes(text))));
  const there = await textOf(remote, key);
  const winner = there === null ? -1 : names.indexOf(there);
  return {
    stored: results.filter((result) => result === 'stored').length,
    unknown: results.filter((result) => result === 'unknown').length,
    thereIs: results[winner] ?? 'nobody',
  };
}

async function isListed(remote: Remote, folder: string, key: string): Promise<boolean> {
  for await (const entry of remote.list(`${folder}/`)) if (entry.key === key) return true;
  return false;
}

async function textOf(remote: Remote, key: string): Promise<string | null> {
  const found = await remote.get(key, bodyBytesMax);
  return found && new TextDecoder().decode(found.body);
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
