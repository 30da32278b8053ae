import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { homeFiles } from '../../core/host/compose/home-files.ts';
import { setupFactsDesk, type FactsParts } from '../../core/host/compose/setup-facts.ts';
import { systemSurroundings } from '../../core/host/compose/surroundings.ts';
import { systemTools } from '../../core/host/compose/tools.ts';
import type { Busy, CommandEnd } from '../../core/host/thread/job.ts';
import { fail } from '../../core/model/errors.ts';
import { fakeClock } from '../support/fake-clock.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));
const busyWith = (what: string): Busy => ({ what, since: 0, phase: null, doneBytes: 0, totalBytes: null });

async function scene(
  t: TestContext,
  thread: FactsParts['thread'],
  env: Readonly<Record<string, string>> = {},
): Promise<{ desk: ReturnType<typeof setupFactsDesk>; clock: ReturnType<typeof fakeClock>; person: string }> {
  const person = await mkdtemp(join(tmpdir(), 'membridge-facts-'));
  t.after(() => rm(person, { recursive: true, force: true }));
  const clock = fakeClock({ sleep: 'when-told' });
  const tools = { ...systemTools({ ...systemSurroundings({ HOME: person, ...env }), hostName: 'kitchen' }), clock };
  const files = homeFiles(join(person, '.membridge'), tools);
  return { desk: setupFactsDesk({ thread, files, tools }), clock, person };
}

/** A thread whose look ends when the test says so, or as soon as it is given up. */
function heldThread(what: string) {
  const look = Promise.withResolvers<CommandEnd>();
  const asked: (readonly string[])[] = [];
  let aborted = false;
  const thread: FactsParts['thread'] = {
    busy: () => busyWith(what),
    command(argv, signal) {
      asked.push(argv);
      signal.addEventListener('abort', () => {
        aborted = true;
        look.reject(fail('interrupted', { during: 'a wait for the engine' }));
      });
      return look.promise;
    },
  };
  return { thread, look, asked, isAborted: () => aborted };
}

const none: CommandEnd = { exitCode: 0, document: { ok: true, found: false, path: '/m' }, notes: [] };

test('long work of the engine is not waited for: all but the memory is told', async (t) => {
  const held = heldThread('round');
  const { desk, clock } = await scene(t, held.thread);
  const facts = desk('uk', new AbortController().signal);
  await settled();
  await clock.advance(2_000);
  const { memory, label, project, connection } = await facts;
  assert.deepEqual([memory, label, project, connection], [{ kind: 'busy' }, 'kitchen', 'mem', null]);
  assert.ok(held.isAborted(), 'nobody looks later for one who has gone');
  assert.deepEqual(held.asked, [['found', '--json', '--lang', 'uk']]);
});

test('a look that is under way is waited for, however slow the board is', async (t) => {
  const held = heldThread('found');
  const { desk, clock } = await scene(t, held.thread);
  const facts = desk('en', new AbortController().signal);
  await settled();
  await clock.advance(60_000);
  assert.equal(held.isAborted(), false);
  held.look.resolve(none);
  assert.deepEqual((await facts).memory, { kind: 'none', path: '/m' });
  assert.equal(clock.sleepers(), 0);
});

test('a memory that cannot be read is told with its fault, and the rest all the same', async (t) => {
  const error = { code: 'source-corrupt', message: 'Broken.', hint: 'Mend it.' };
  const thread: FactsParts['thread'] = {
    busy: () => null,
    command: async () => ({ exitCode: 6, document: { ok: false, error }, notes: [] }),
  };
  const { desk } = await scene(t, thread, { CLAUDE_PROJECT_ID: 'home' });
  const facts = await desk('en', new AbortController().signal);
  assert.deepEqual([facts.memory, facts.project], [{ kind: 'fault', ...error }, 'home']);
});

test('keys that are here and a synced folder are told, and no key is', async (t) => {
  const thread: FactsParts['thread'] = { busy: () => null, command: async () => none };
  const keys = { MEMBRIDGE_S3_ACCESS_KEY: 'planted-key', MEMBRIDGE_S3_SECRET_KEY: 'planted-secret' };
  const { desk, person } = await scene(t, thread, keys);
  await mkdir(join(person, 'Nextcloud'));
  const facts = await desk('en', new AbortController().signal);
  assert.deepEqual([facts.hasKeys, facts.folder], [true, join(person, 'Nextcloud', 'membridge')]);
  assert.doesNotMatch(JSON.stringify(facts), /planted/);
  const half = await scene(t, thread, { MEMBRIDGE_S3_ACCESS_KEY: 'planted-key' });
  assert.equal((await half.desk('en', new AbortController().signal)).hasKeys, false);
  const minio = facts.stores.find(({ name }) => name === 'minio');
  assert.deepEqual(minio?.needs, ['endpoint']);
  assert.match(minio?.caution ?? '', /security/);
});
