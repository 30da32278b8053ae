/**
 * A process that takes a lock, for the tests of platform/locks.ts.
 * `hold home|source PATH`: says `in` or the fault's code, then waits until its input ends.
 * `race home|source PATH COUNT`: takes and frees the lock until it was in COUNT times; says `both` when it was not alone.
 */
import { closeSync, openSync, rmSync } from 'node:fs';
import { MembridgeError } from '../../core/model/errors.ts';
import { homeAt } from '../../core/platform/home.ts';
import { lockHome, lockSource } from '../../core/platform/locks.ts';

const [mode, kind, path = '', count = '0'] = process.argv.slice(2);
const take = () => (kind === 'home' ? lockHome(homeAt(path)) : lockSource(path));

if (mode === 'hold') hold();
else race(Number(count), `${path}.inside`);

function hold(): void {
  try {
    const lock = take();
    console.log('in');
    process.stdin.resume();
    process.stdin.on('end', () => lock.release());
  } catch (error) {
    console.log(error instanceof MembridgeError ? error.code : String(error));
  }
}

function race(rounds: number, mark: string): void {
  for (let inside = 0; inside < rounds;) {
    const lock = tryTake();
    if (lock === null) continue;
    inside += 1;
    try {
      closeSync(openSync(mark, 'wx'));
      rmSync(mark);
    } catch {
      console.log('both');
    }
    lock.release();
  }
  console.log('done');
}

function tryTake(): ReturnType<typeof take> | null {
  try {
    return take();
  } catch (error) {
    if (error instanceof MembridgeError && error.code === `${kind === 'home' ? 'home' : 'source'}-busy`) return null;
    throw error;
  }
}
