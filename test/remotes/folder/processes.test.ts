import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { systemProcesses } from '../../../core/platform/process.ts';
import { bodyBytesMax, bytes, listed, textOf } from '../../contract/remote-under-test.ts';
import { newFolder, openFolder } from './folder-under-test.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, 'process-script.ts');
const racerCount = 8;
const raceCount = 40;
const partBytes = 24 * 1024 * 1024;

for (const hardLinks of ['yes', 'no']) {
  test(`of ${racerCount} processes that create the same ${raceCount} names, one each is told stored (hard links: ${hardLinks})`, async (t) => {
    const { folder, remote } = await newFolder(t);
    const racers = Array.from({ length: racerCount }, (_, n) => `racer ${n}`);
    const running = racers.map((name) => run(process.execPath, [script, 'race', folder, name, hardLinks]));
    while ((await readdir(folder)).length < racerCount) await sleep(5);
    await writeFile(join(folder, 'start'), '');
    const ends = (await Promise.all(running)).map(({ stdout }) => JSON.parse(stdout) as string[]);
    const wins = new Map(racers.map((name) => [name, 0]));
    for (let race = 0; race < raceCount; race++) {
      const winners = racers.filter((_, n) => ends[n]?.[race] === 'stored');
      assert.equal(winners.length, 1, `head/${race}: ${ends.map((end) => end[race]).join(' ')}`);
      const [winner = ''] = winners;
      wins.set(winner, (wins.get(winner) ?? 0) + 1);
      assert.equal(await textOf(remote, `head/${race}`), winner);
    }
    assert.ok(Math.max(...wins.values()) < raceCount, 'one process was alone: this was no race');
    assert.equal((await listed(remote)).length, raceCount);
  });
}

test('a reader never sees a part of what another process writes', async (t) => {
  const { folder, remote } = await newFolder(t);
  const writer = spawn(process.execPath, [script, 'rewrite', folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = once(writer, 'exit');
  let looks = 0;
  while (writer.exitCode === null && writer.signalCode === null) {
    const found = await remote.get('lease.json', bodyBytesMax);
    if (found !== null) {
      const [first = 0] = found.body;
      assert.ok(found.body.length > 0 && found.body.every((byte) => byte === first));
      looks += 1;
    }
    for (const entry of await listed(remote, 'head/')) assert.equal(entry.bytes, 200_000);
  }
  assert.equal((await ended)[0], 0);
  assert.ok(looks > 5, `only ${looks} looks`);
});

/** Kills writers in the middle of a write until one leaves its temporary file; returns that file's path. */
async function killedWriter(t: TestContext, folder: string, root: string): Promise<{ temporary: string; pid: number }> {
  for (let attempt = 1; attempt <= 40; attempt++) {
    const child = spawn(process.execPath, [script, 'writeForEver', folder], { stdio: 'ignore' });
    t.after(() => child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    while ((await temporaryFiles(root)).length === 0 && child.exitCode === null) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await ended;
    const [name] = await temporaryFiles(root);
    if (name !== undefined) return { temporary: join(root, 'snapshots', name), pid: child.pid ?? 0 };
  }
  throw new Error('40 writers were killed and none left a temporary file');
}

async function temporaryFiles(root: string): Promise<string[]> {
  const names = await readdir(join(root, 'snapshots')).catch(() => []);
  return names.filter((name) => name.startsWith('.tmp-'));
}

test('what a killed writer leaves is never an object, and goes at once for its own home, after a day for others', async (t) => {
  const { folder, root, remote } = await newFolder(t);
  const { temporary, pid } = await killedWriter(t, folder, root);
  assert.ok(temporary.includes(`.tmp-home-${pid}-`), temporary);
  for (const { key, bytes } of await listed(remote)) {
    assert.match(key, /^snapshots\/part-\d+$/);
    assert.equal(bytes, partBytes);
    const found = await remote.get(key, bodyBytesMax);
    assert.ok(found !== null && found.body.length === partBytes && found.body.every((byte) => byte === 7));
  }

  // Another home cannot know whether that writer lives.
  const other = openFolder(folder, { writer: { id: 'other', processes: systemProcesses() } });
  await listed(other);
  await other.put('lease.json', bytes('x'));
  assert.equal((await temporaryFiles(root)).length, 1);

  // The same home knows that it is dead; reading changes nothing, the first write cleans up.
  const same = openFolder(folder, { writer: { id: 'home', processes: systemProcesses() } });
  await listed(same);
  assert.equal((await temporaryFiles(root)).length, 1);
  await same.put('lease.json', bytes('y'));
  assert.deepEqual(await temporaryFiles(root), []);
});

test("a day old temporary file goes with anybody's write, a younger one and a living process's stay", async (t) => {
  const { root, remote, folder } = await newFolder(t, { writer: { id: 'home', processes: systemProcesses() } });
  await remote.put('snapshots/part-0000', bytes('x'));
  const make = async (name: string, ageHours: number) => {
    const path = join(root, 'snapshots', name);
    await writeFile(path, 'half');
    const seconds = Date.now() / 1000 - ageHours * 3600;
    await utimes(path, seconds, seconds);
  };
  const unique = '0123456789abcdef';
  await make(`.tmp-other-1-${unique}`, 25);
  await make(`.tmp-claim-part-0007`, 25);
  await make(`.tmp-other-2-${unique}`, 23);
  await make(`.tmp-home-${process.ppid}-${unique}`, 1);
  await make(`.tmp-home-${process.pid}-${unique}`, 1);
  await make('.tmp-of-another-program', 1_000);
  await listed(remote, 'snapshots/');
  await remote.put('lease.json', bytes('x'));
  const left = [
    `.tmp-home-${process.pid}-${unique}`,
    `.tmp-home-${process.ppid}-${unique}`,
    '.tmp-of-another-program',
    `.tmp-other-2-${unique}`,
  ];
  assert.deepEqual(await temporaryFiles(root), left.sort());
  assert.deepEqual(
    (await listed(openFolder(folder))).map(({ key }) => key),
    ['lease.json', 'snapshots/part-0000'],
  );
});

test('what a killed look at the time left beside the project goes with the next look', async (t) => {
  const { root, remote } = await newFolder(t, { writer: { id: 'home', processes: systemProcesses() } });
  await remote.put('lease.json', bytes('x'));
  // No process has this number: the system's largest is lower.
  await writeFile(join(root, '.tmp-home-4194999-0123456789abcdef'), 'x');
  await remote.storeTime();
  assert.deepEqual(await readdir(root), ['lease.json']);
});
