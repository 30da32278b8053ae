import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cleanupBounds, endedMax } from '../../../core/model/cleanup/bounds.ts';
import { endable, nameOf, objection, parseNamed, planEnd } from '../../../core/model/cleanup/ending.ts';
import { judge } from '../../../core/model/cleanup/judgement.ts';
import { nameText, type ProcessFacts } from '../../../core/model/cleanup/process.ts';
import { around, chroma, launcher, looks, made, memServer, table, uptimeMs } from './zoo.ts';

const root = made(2_000, launcher);
const child = made(2_001, { ...chroma, parentPid: 2_000 });
const lone = made(3_000, memServer);
const all = looks([root, child, lone]);
const named = (facts: ProcessFacts) => nameOf(facts);

test('a number is taken with its start or alone, and nothing else is', () => {
  assert.deepEqual(parseNamed('4711'), { pid: 4_711, startTicks: null });
  assert.deepEqual(parseNamed('4711@88'), { pid: 4_711, startTicks: 88 });
  for (const text of [
    '',
    '0',
    '-1',
    '4711@',
    '@88',
    'chroma-mcp',
    '4711 4712',
    '04711',
    '1e9',
    '99999999999',
    '4711@8x',
  ])
    assert.equal(parseNamed(text), null, text);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_194_304 }), fc.integer({ min: 0, max: 1e12 }), (pid, startTicks) => {
      assert.deepEqual(parseNamed(nameText({ pid, startTicks })), { pid, startTicks });
    }),
  );
});

test('what is named is ended children first, and what is gone already is no fault', () => {
  const plan = planEnd(all, [named(root), named(child), named(lone), { pid: 9_999, startTicks: 5 }]);
  assert.ok(plan.kind === 'end');
  assert.deepEqual(
    plan.generations.map((generation) => generation.map(({ facts }) => facts.pid)),
    [[2_001], [2_000, 3_000]],
  );
  assert.deepEqual(plan.gone, [9_999]);
});

test('a parent is not ended without the children that it has', () => {
  const plan = planEnd(all, [named(root)]);
  assert.deepEqual(plan, {
    kind: 'refused',
    refusals: [{ kind: 'children-not-named', name: named(root), children: [named(child)] }],
  });
  assert.equal(planEnd(all, [named(child)]).kind, 'end');
});

test('one that is no candidate, or another process by that number, keeps all that were named', () => {
  const busy = { ...lone, terminal: 7 };
  const refused = planEnd(looks([root, child, busy]), [named(root), named(child), named(busy)]);
  assert.ok(refused.kind === 'refused');
  assert.deepEqual(
    refused.refusals.map((refusal) => [refusal.kind, refusal.name.pid]),
    [['not-a-candidate', 3_000]],
  );
  const reused = planEnd(all, [{ pid: lone.pid, startTicks: lone.startTicks - 1 }]);
  assert.deepEqual(reused, { kind: 'refused', refusals: [{ kind: 'another-process', name: named(lone) }] });
});

test('nobody is ended by a plan who is not named, and nobody of the machine around', () => {
  const pids = [...around, root, child, lone].map(({ pid }) => pid);
  const property = fc.property(fc.uniqueArray(fc.constantFrom(...pids, 77)), (wanted) => {
    const plan = planEnd(
      all,
      wanted.map((pid) => ({ pid, startTicks: null })),
    );
    if (plan.kind === 'refused') return;
    for (const { facts, isCandidate } of plan.generations.flat()) {
      assert.ok(isCandidate && wanted.includes(facts.pid));
      assert.ok(!around.some(({ pid }) => pid === facts.pid));
    }
  });
  fc.assert(property);
});

test('right before a signal a number that was given again, or a process that changed, is refused', () => {
  const later = (processes: readonly ProcessFacts[]) => ({
    first: all.first,
    second: table(processes, uptimeMs + 60_000),
    bounds: cleanupBounds,
  });
  const ask = (facts: ProcessFacts, isStirred = false) =>
    objection(later([root, child, facts]), named(lone), [named(lone)], isStirred);
  assert.equal(ask(lone), null);
  assert.equal(objection(later([root, child]), named(lone), [named(lone)], false), 'gone');
  assert.equal(ask({ ...lone, startTicks: lone.startTicks + 1 }), 'gone');
  assert.equal(ask({ ...lone, state: 'Z' }), 'gone');
  const kind = (facts: ProcessFacts, isStirred = false) => {
    const against = ask(facts, isStirred);
    return against === null || against === 'gone' ? against : against.kind;
  };
  assert.equal(kind({ ...lone, cpuTicks: lone.cpuTicks + 1 }), 'not-a-candidate');
  assert.equal(kind({ ...lone, cpuTicks: lone.cpuTicks + 1 }, true), null, 'it was stirred by ourselves');
  assert.equal(kind({ ...lone, parentPid: 800 }, true), 'not-a-candidate');
  const newChild = later([root, child, lone, made(3_001, { parentPid: 3_000 })]);
  const against = objection(newChild, named(lone), [named(lone)], true);
  assert.ok(against !== null && against !== 'gone' && against.kind === 'children-not-named');
});

test('whatever happens to a process after it was named, it is signalled only as the very same one', () => {
  const change = fc.record(
    {
      startTicks: fc.integer({ min: 0, max: 5_000 }),
      parentPid: fc.constantFrom(1, 700, 800),
      terminal: fc.constantFrom(0, 34_816),
      uids: fc.constantFrom([1000, 1000, 1000, 1000], [0, 0, 0, 0], null),
      state: fc.constantFrom('S', 'R', 'Z', 'T'),
      argv: fc.constantFrom(memServer.argv, ['vim', 'mcp-server.cjs']),
    },
    { requiredKeys: [] },
  );
  const property = fc.property(change, fc.boolean(), (changed, isStirred) => {
    const now = { ...lone, ...changed };
    const second = table([now], uptimeMs + 60_000);
    const allowed = objection(
      { first: all.first, second, bounds: cleanupBounds },
      named(lone),
      [named(lone)],
      isStirred,
    );
    if (allowed !== null) return;
    assert.deepEqual({ ...now, state: 'S' }, lone);
    assert.ok(now.state === 'S' || (isStirred && now.state !== 'Z'));
  });
  fc.assert(property, { numRuns: 1_000 });
});

test('what is offered in one run are whole families, no more than may be named at once', () => {
  const crowd = Array.from({ length: 60 }, (_, index) => made(10_000 + index, memServer));
  const names = endable(judge(looks([root, child, ...crowd])));
  assert.equal(names.length, endedMax);
  assert.deepEqual(names.slice(0, 2), [named(root), named(child)]);
  const family = [
    root,
    ...Array.from({ length: 60 }, (_, index) => made(10_000 + index, { ...chroma, parentPid: 2_000 })),
  ];
  assert.deepEqual(endable(judge(looks(family))), []);
});
