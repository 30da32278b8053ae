import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { z } from 'zod';
import type { busySchema, commandEndSchema, phaseSchema, wakeReasonSchema } from '../../../core/host/api/contract.ts';
import { queries, type QueryName } from '../../../core/host/api/contract-panel.ts';
import type { Busy, CommandEnd } from '../../../core/host/thread/engine-thread.ts';
import type { WakeReason } from '../../../core/model/loop.ts';
import type { Phase } from '../../../core/ports/progress.ts';
import { importsOf } from '../../support/tidy.ts';
import { apiScene, faultOf } from './api-scene.ts';

const root = resolve(import.meta.dirname, '../../..');

/** True only for two types that are each other's. The compiler is the test: another word on one side does not compile. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
const sameTypes: readonly [
  Same<z.infer<typeof wakeReasonSchema>, WakeReason>,
  Same<z.infer<typeof phaseSchema>, Phase>,
  Same<Readonly<z.infer<typeof busySchema>>, Busy>,
  Same<Readonly<z.infer<typeof commandEndSchema>>, CommandEnd>,
] = [true, true, true, true];

test('the contract says what the engine thread and the loop say', () => {
  assert.equal(sameTypes.length, 4);
});

test('what a browser imports needs nothing of Node, at any depth', async () => {
  const seen = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = await readFile(path, 'utf8');
    // Types are gone before a browser sees the file.
    const kept = text.replaceAll(/^import type [^;]*;/gm, '');
    assert.doesNotMatch(kept, /\b(?:process\.|Buffer\.|setImmediate\(|import\.meta)/, path);
    for (const target of importsOf(kept)) {
      if (target.startsWith('.')) await visit(join(path, '..', target));
      else assert.equal(target, 'zod', `${path} imports ${target}`);
    }
  };
  for (const name of ['contract', 'contract-panel', 'contract-boards', 'client', 'event-reader']) {
    await visit(join(root, `core/host/api/${name}.ts`));
  }
  assert.ok(seen.size >= 4);
});

const questions: Readonly<Record<QueryName, readonly [path: string, params: object]>> = {
  activity: ['/api/activity?before=17&limit=10', { before: '17', limit: 10 }],
  memories: ['/api/memories?query=a%20b&project=p&device=d', { query: 'a b', project: 'p', device: 'd', limit: 50 }],
  act: ['/api/activity/17?limit=10', { id: 17, limit: 10 }],
  projects: ['/api/projects', { limit: 200 }],
  memory: ['/api/memories/observation-17', { id: 'observation-17' }],
  days: ['/api/days?offsetMinutes=120', { days: 90, offsetMinutes: 120 }],
  points: ['/api/points', { limit: 50 }],
  conflicts: ['/api/conflicts?all=true', { all: 'true', limit: 50 }],
  conflict: ['/api/conflicts/12', { id: 12 }],
  boards: ['/api/boards', {}],
};
for (const [name, [path, params]] of Object.entries(questions)) {
  test(`the question ${name} reaches the host with its parameters read, and a foreign answer is kept back`, async () => {
    const scene = apiScene();
    scene.next.query = async () => ({ rows: 'a secret of another form' });
    const answer = await scene.ask(path);
    assert.ok(!(await answer.clone().text()).includes('secret'));
    assert.deepEqual(await faultOf(answer), { status: 500, code: 'answer-invalid' });
    assert.deepEqual(scene.asked, [{ query: name, params }]);
  });
}

test('an answer in its form goes out with no more than the form', async () => {
  const scene = apiScene();
  const point = {
    id: 'r3',
    at: 1,
    kind: 'safety',
    where: 'here',
    why: 'pull',
    label: null,
    bytes: 1,
    rows: {},
    damaged: false,
    keptUntil: null,
  };
  scene.next.query = async () => ({ points: [{ ...point, path: '/home/person' }], next: null, inner: 1 });
  const response = await scene.ask('/api/points');
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { points: [point], next: null });
});

test('questions that cannot be are refused before the host hears of them', async () => {
  const scene = apiScene();
  const wrong = [
    '/api/activity?limit=0',
    '/api/activity?limit=101',
    '/api/activity?limit=NaN',
    '/api/activity?x=1',
    '/api/activity?limit=1&limit=2',
    `/api/memories?query=${'q'.repeat(500)}`,
    '/api/memories/17?id=18',
    '/api/conflicts/x',
    '/api/conflicts/-1',
    '/api/conflicts/1.5',
    '/api/days?days=400',
  ];
  for (const path of wrong)
    assert.deepEqual(await faultOf(await scene.ask(path)), { status: 400, code: 'body-invalid' }, path);
  assert.deepEqual(scene.asked, []);
});

test('every list and every text of an answer has an end', () => {
  const endless: string[] = [];
  let lists = 0;
  const visit = (schema: unknown, at: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const facts = schema as Record<string, unknown>;
    if (facts['type'] === 'array') lists += 1;
    if (facts['type'] === 'array' && facts['maxItems'] === undefined) endless.push(at);
    const hasForm = facts['pattern'] !== undefined || facts['enum'] !== undefined || facts['const'] !== undefined;
    if (facts['type'] === 'string' && facts['maxLength'] === undefined && !hasForm) endless.push(at);
    for (const [name, part] of Object.entries(facts)) visit(part, `${at}.${name}`);
  };
  for (const [name, { answer }] of Object.entries(queries)) visit(z.toJSONSchema(answer), name);
  assert.deepEqual(endless, []);
  assert.ok(lists >= 10, `only ${lists} lists were seen`);
});
