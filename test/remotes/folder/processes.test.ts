import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { systemProcesses } from '../../../core/platform/process.ts';
import { bodyBytesMax, bytes, listed, textOf } from '../../contract/remote-under-test.ts';
import { newFolder, openFolder } from './folder-under-test.ts';

const script = join(import.meta.dirname, 'process-script.ts');
const racerCount = 8;
const raceCount = 40;
const looksMin = 10;
const changesMin = 4;
const partBytes = 24 * 1024 * 1024;

interface Racer {
  readonly name: string;
  tell(order: string): void;
  says(): Promise<string>;
}

function startRacer(t: TestContext, folder: string, name: string, hardLinks: string): Racer {
  const child = spawn(process.execPath, [script, 'race', folder, name, hardLinks], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name,
    tell: (order) => child.stdin.write(`${order}\n`),
    async says() {
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`${name} ended in the middle of a race`);
      return value;
    },
  };
}

/** All create one name; how it ended for each. At the door all have come to the deciding call, and none has made it. */
async function raceOnce(racers: readonly Racer[], key: string, start: 'stop-at-door' | 'run-through') {
  for (const racer of racers) racer.tell(`${start} ${key}`);
  if (start === 'stop-at-door') {
    for (const racer of racers) assert.equal(await racer.says(), 'door', `${racer.name} was not in this race`);
    for (const racer of racers) racer.tell('go on');
  }
  return Promise.all(racers.map(async (racer) => ({ name: racer.name, end: await racer.says() })));
}

for (const hardLinks of ['yes', 'no']) {
  test(`of ${racerCount} processes that create the same ${raceCount} names, one each is told stored (hard links: ${hardLinks})`, async (t) => {
    const { folder, remote } = await newFolder(t);
    const racers = Array.from({ length: racerCount }, (_, n) => startRacer(t, folder, `racer ${n}`, hardLinks));
    // What is made once, the folder itself, is no part of the races.
    await remote.create('head/first', bytes('x'));
    for (let race = 0; race < raceCount; race++) {
      const first = race % racerCount;
      const inTurn = [...racers.slice(first), ...racers.slice(0, first)];
      // By turns: all at the deciding call at once, and as it comes, so that other steps meet too.
      const ends = await raceOnce(inTurn, `head/${race}`, race % 2 === 0 ? 'stop-at-door' : 'run-through');
      const winners = ends.filter(({ end }) => end === 'stored');
      assert.equal(winners.length, 1, `head/${race}: ${ends.map(({ end }) => end).join(' ')}`);
      assert.equal(await textOf(remote, `head/${race}`), winners[0]?.name);
    }
    assert.equal((await listed(remote)).length, raceCount + 1);
  });
}

test('a reader never sees a part of what another process writes', async (t) => {
  const { folder, remote } = await newFolder(t);
  const writer = spawn(process.execPath, [script, 'rewrite', folder], { stdio: ['pipe', 'inherit', 'inherit'] });
  t.after(() => writer.kill('SIGKILL'));
  const ended = once(writer, 'exit');
  const startedMs = performance.now();
  let bodies = 0;
  const seen = new Set<string>();
  // Long enough to meet many writes, on a busy machine as long as it takes.
  while (performance.now() - startedMs < 1_000 || bodies < looksMin || seen.size < changesMin) {
    assert.equal(writer.exitCode ?? writer.signalCode, null, 'the writer ended');
    const found = await remote.get('lease.json', bodyBytesMax);
    if (found !== null) {
      const [first = 0] = found.body;
      assert.ok(found.body.length > 0 && found.body.every((byte) => byte === first));
      bodies += 1;
      seen.add(found.etag);
    }
    for (const entry of await listed(remote, 'head/')) assert.equal(entry.bytes, 200_000);
  }
  writer.stdin.end();
  assert.equal((await ended)[0], 0);
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
