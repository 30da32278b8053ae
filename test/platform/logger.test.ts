import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { fail } from '../../core/model/errors.ts';
import { fileLogger } from '../../core/platform/logger.ts';
import { Secret } from '../../core/platform/secret.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const clock = fakeClock({ startAt: 0 });
const eventSchema = z.looseObject({ at: z.string(), level: z.string(), event: z.string() });

async function events(path: string): Promise<z.infer<typeof eventSchema>[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => eventSchema.parse(JSON.parse(line)));
}

test('an event is one JSON line with time, level and name first, in a file only its owner can read', async (t) => {
  const path = join(await scratchFolder(t, 'logger'), 'logs', 'membridge.jsonl');
  const logger = fileLogger(path, clock);
  logger.info('snapshot.published', { revision: 3, label: 'Ноутбук\nдва' });
  logger.warn('lease.lapsed');
  assert.equal(
    (await readFile(path, 'utf8')).split('\n')[0],
    '{"at":"1970-01-01T00:00:00.000Z","level":"info","event":"snapshot.published","revision":3,"label":"Ноутбук\\nдва"}',
  );
  assert.equal((await events(path)).length, 2);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test('data cannot change what an event was or when', async (t) => {
  const path = join(await scratchFolder(t, 'logger'), 'log');
  fileLogger(path, clock).error('sync.failed', { event: 'x.y', level: 'info', at: 'never' });
  const [event] = await events(path);
  assert.deepEqual(event, { at: '1970-01-01T00:00:00.000Z', level: 'error', event: 'sync.failed' });
});

test('a secret redacts itself in logs, in JSON, in text and in inspect, and only reveal tells it', async (t) => {
  const path = join(await scratchFolder(t, 'logger'), 'log');
  const secret = new Secret('s3cr3t-canary');
  fileLogger(path, clock).error('key.read', {
    secret,
    nested: { list: [secret] },
    cause: new Error('bad', { cause: secret }),
    quoted: 'starts AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGP and goes on',
  });
  const said = [
    await readFile(path, 'utf8'),
    JSON.stringify({ secret }),
    String(secret),
    inspect({ secret }, { showHidden: true }),
  ];
  for (const text of said) {
    assert.doesNotMatch(text, /canary/);
    assert.match(text, /\[secret\]/);
  }
  assert.doesNotMatch(said[0] ?? '', /QQPQY/);
  assert.equal(secret.reveal(), 's3cr3t-canary');
});

test('an error is logged with code and causes, without a stack when it is an operating fault', async (t) => {
  const path = join(await scratchFolder(t, 'logger'), 'log');
  const cause = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  fileLogger(path, clock).error('sync.failed', {
    error: fail('source-missing', { path: '/x' }, cause),
    bug: new TypeError('oops'),
  });
  const [event] = await events(path);
  assert.deepEqual(event?.['error'], {
    name: 'MembridgeError',
    code: 'source-missing',
    message: 'source-missing {"path":"/x"}',
    cause: { name: 'Error', code: 'ENOSPC', message: 'no space' },
  });
  assert.match(inspect(event?.['bug']), /stack/);
});

test('whatever data an event carries, its line is valid JSON and bounded', async (t) => {
  const path = join(await scratchFolder(t, 'logger'), 'log');
  const ring: Record<string, unknown> = {};
  ring['self'] = ring;
  const wild = {
    long: 'й'.repeat(100_000),
    list: Array.from({ length: 10_000 }, (_, index) => ({ index, text: 'x'.repeat(5_000) })),
    ring,
    huge: 10n ** 30n,
    bytes: new Uint8Array(5_000),
    not: Number.NaN,
    map: new Map([['a', 1]]),
    none: undefined,
    call: () => 1,
    get trap() {
      throw new Error('a getter');
    },
  };
  const logger = fileLogger(path, clock);
  logger.info('wild.seen', wild);
  logger.info('wild.seen', { inner: wild });
  const size = (await stat(path)).size;
  assert.ok(size < 400_000, `${size} bytes`);
  assert.equal((await events(path)).length, 2);
});

test('a full log moves on to .1, .2 and so on, and the oldest goes', async (t) => {
  const folder = await scratchFolder(t, 'logger');
  const logger = fileLogger(join(folder, 'log'), clock, { fileBytesMax: 1_000, filesKept: 3 });
  for (let number = 0; number < 100; number += 1) logger.info('number.counted', { number });
  assert.deepEqual((await readdir(folder)).toSorted(), ['log', 'log.1', 'log.2']);
  const numbers: unknown[] = [];
  for (const name of ['log.2', 'log.1', 'log']) {
    assert.ok((await stat(join(folder, name))).size <= 1_000);
    numbers.push(...(await events(join(folder, name))).map((event) => event['number']));
  }
  // The newest in a row, none missing.
  assert.deepEqual(
    numbers,
    Array.from({ length: numbers.length }, (_, index) => 100 - numbers.length + index),
  );
  assert.ok(numbers.length > 20);
});

test('threads that write to one log lose no line, mix none, and turn it only when it is full', async (t) => {
  const folder = await scratchFolder(t, 'logger');
  const limits = { fileBytesMax: 20_000, filesKept: 50 };
  const script = new URL('log-thread-script.ts', import.meta.url);
  const lines = 2_000;
  const workers = ['a', 'b', 'c'].map(
    (name) => new Worker(script, { workerData: { path: join(folder, 'log'), name, lines, limits } }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  const files = await readdir(folder);
  const counted = new Map<string, number>();
  for (const name of files) {
    for (const event of await events(join(folder, name))) {
      const by = String(event['by']);
      counted.set(by, (counted.get(by) ?? 0) + 1);
    }
    // All but the newest were full; a few lines more may have come while one of the threads turned the log.
    if (name !== 'log') assert.ok((await stat(join(folder, name))).size > limits.fileBytesMax - 200, name);
  }
  assert.deepEqual(Object.fromEntries(counted), { a: lines, b: lines, c: lines });
  assert.ok(files.length > 5, `${files.length} files`);
});

test('a log that a killed process was turning is turned after a while', async (t) => {
  const folder = await scratchFolder(t, 'logger');
  const path = join(folder, 'log');
  await writeFile(`${path}.turning`, '');
  const later = fakeClock({ startAt: Date.now() + 3_600_000 });
  const logger = fileLogger(path, later, { fileBytesMax: 1_000, filesKept: 3 });
  for (let number = 0; number < 100; number += 1) logger.info('number.counted', { number });
  assert.deepEqual((await readdir(folder)).toSorted(), ['log', 'log.1', 'log.2']);
});

test('a log that cannot be written stops nobody', async (t) => {
  const folder = await scratchFolder(t, 'logger');
  await writeFile(join(folder, 'file'), '');
  const logger = fileLogger(join(folder, 'file', 'log'), clock);
  logger.info('disk.filled');
  await mkdir(join(folder, 'taken'));
  fileLogger(join(folder, 'taken'), clock).info('disk.filled');
  await chmod(folder, 0o700);
  assert.deepEqual((await readdir(folder)).toSorted(), ['file', 'taken']);
});
