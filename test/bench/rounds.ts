import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assertSameRows } from '../support/database-rows.ts';
import { folderBytesOf, folderSizes } from '../support/folder-sizes.ts';
import type { Contestant, Round } from './contestant.ts';
import { measure } from './measured-run.ts';
import { addOneSession } from './one-more-session.ts';

/** What one program showed with one database; seconds are medians. */
export interface Result {
  readonly sendSeconds: number;
  readonly fetchSeconds: number;
  readonly storedBytes: number;
  /** Bytes of the files that a second send wrote, after one more session. */
  readonly secondBytes: number;
  readonly peakBytes: number;
}

interface RoundResult {
  readonly sendSeconds: number;
  readonly fetchSeconds: number;
  readonly peakBytes: number;
  readonly storedBytes: number;
}

/** Sends and brings back `database` as often as asked, each time from nothing; `copy` makes a fresh one of it at a path. */
export async function measureContestant(
  contestant: Contestant,
  folder: string,
  runs: number,
  copy: (to: string) => void,
): Promise<Result> {
  const results: RoundResult[] = [];
  let secondBytes = 0;
  for (let number = 1; number <= runs; number += 1) {
    const round = newRound(join(folder, 'round'));
    copy(round.database);
    results.push(await oneRound(contestant, round));
    if (number === runs) secondBytes = await secondSend(contestant, round);
    rmSync(join(folder, 'round'), { recursive: true, force: true });
  }
  return {
    sendSeconds: median(results.map(({ sendSeconds }) => sendSeconds)),
    fetchSeconds: median(results.map(({ fetchSeconds }) => fetchSeconds)),
    storedBytes: Math.max(...results.map(({ storedBytes }) => storedBytes)),
    secondBytes,
    peakBytes: Math.max(...results.map(({ peakBytes }) => peakBytes)),
  };
}

async function oneRound(contestant: Contestant, round: Round): Promise<RoundResult> {
  for (const line of contestant.prepare(round)) await measure(line, round.scratch);
  const sent = await measure(contestant.send(round), round.scratch);
  const storedBytes = folderBytesOf(round.store);
  const fetched = await measure(contestant.fetch(round), round.scratch);
  // A figure of a program that lost something would be worth nothing.
  await assertSameRows(round.database, contestant.fetched(round));
  const peakBytes = Math.max(sent.peakBytes, fetched.peakBytes);
  return { sendSeconds: sent.seconds, fetchSeconds: fetched.seconds, storedBytes, peakBytes };
}

async function secondSend(contestant: Contestant, round: Round): Promise<number> {
  addOneSession(round.database);
  const before = filesOf(round.store);
  await measure(contestant.send(round), round.scratch);
  const after = [...filesOf(round.store)];
  return after
    .filter(([name, file]) => before.get(name)?.identity !== file.identity)
    .reduce((sum, [, file]) => sum + file.bytes, 0);
}

function filesOf(folder: string): Map<string, { bytes: number; identity: string }> {
  const files = Object.entries(folderSizes(folder));
  return new Map(
    files.map(([name, bytes]) => {
      const { ino, mtimeMs } = statSync(join(folder, name));
      return [name, { bytes, identity: `${ino} ${mtimeMs} ${bytes}` }];
    }),
  );
}

function newRound(folder: string): Round {
  const round = {
    database: join(folder, 'laptop', 'claude-mem.db'),
    store: join(folder, 'store'),
    target: join(folder, 'board'),
    scratch: join(folder, 'scratch'),
  };
  for (const path of [dirname(round.database), round.store, round.target, round.scratch]) {
    mkdirSync(path, { recursive: true });
  }
  return round;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}
