import assert from 'node:assert/strict';
import test from 'node:test';
import { type CleanupDesk, endPlanned, type EndConsent, lookTwice } from '../../core/host/cleanup-desk.ts';
import { cleanupBounds } from '../../core/model/cleanup/bounds.ts';
import { type Named, planEnd } from '../../core/model/cleanup/ending.ts';
import { isHeld, judge, verdictOn } from '../../core/model/cleanup/judgement.ts';
import type { Looks } from '../../core/model/cleanup/rules.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { processEnder } from '../../core/tuning/process-ender.ts';
import { chroma, launcher, made, memServer, table, uptimeMs } from '../model/cleanup/zoo.ts';
import { noMountsBecause, unshareMounts } from '../support/mount-namespace.ts';
import { ignoresTerm, noOrphansBecause, type Orphans, orphans, until, waits } from '../support/orphans.ts';

const noMounts = await noMountsBecause();
const options = { skip: noOrphansBecause };
const signal = new AbortController().signal;
const never: EndConsent = { signal, kill: () => Promise.resolve(false) };

/** A desk over the real machine; half a minute is nothing to it. */
function deskOf({ reader }: Orphans, ender = processEnder()): CleanupDesk {
  const clock = { ...systemClock, sleep: (ms: number) => systemClock.sleep(Math.min(ms, 20)) };
  return { first: reader, second: reader, ender, clock, bounds: cleanupBounds };
}

/** Two looks between which none of these used any processor time: they wait, and have nothing to begin any more. */
async function settled(desk: CleanupDesk, pids: readonly number[]): Promise<Looks> {
  let looks = await lookTwice(desk, signal, () => {});
  const isReady = ({ first, second }: Looks) =>
    pids.every((pid) => {
      const [before, now] = [first.processes.get(pid), second.processes.get(pid)];
      return before?.state === 'S' && now?.state === 'S' && before.cpuTicks === now.cpuTicks;
    });
  await until('all wait', async () => {
    if (!isReady(looks)) looks = await lookTwice(desk, signal, () => {});
    return isReady(looks);
  });
  return looks;
}

function planOf(looks: Looks, pids: readonly (number | Named)[]) {
  const named = pids.map((each) => (typeof each === 'number' ? { pid: each, startTicks: null } : each));
  const plan = planEnd(looks, named);
  assert.ok(plan.kind === 'end', JSON.stringify(plan));
  return plan;
}

const outcomes = (ended: Awaited<ReturnType<typeof endPlanned>>) =>
  ended.map(({ name, outcome }) => [name.pid, outcome] as const);

test('an orphan that was named ends, its own kind that is in use stays, and so do all others', options, async (t) => {
  const zoo = await orphans(t);
  const orphan = await zoo.leave('orphan', 'python3', ['chroma-mcp'], waits);
  const other = await zoo.leave('other', 'python3', ['chroma-mcp'], waits);
  const child = await zoo.keep('child', 'python3', ['chroma-mcp'], waits);
  const fed = await zoo.leave('fed', 'python3', ['chroma-mcp'], waits, { hasInput: true });
  const alike = await zoo.leave('alike', 'tail', ['chroma-mcp'], waits);
  const desk = deskOf(zoo);
  const looks = await settled(desk, [orphan, other, child, fed, alike]);
  const against = (pid: number) => {
    const facts = looks.second.processes.get(pid);
    assert.ok(facts !== undefined);
    const verdict = verdictOn(facts, looks);
    return verdict.evidence.filter((one) => !isHeld(one)).map(({ fact }) => fact);
  };
  assert.deepEqual(
    [orphan, other, child, fed, alike].map((pid) => against(pid)[0] ?? 'candidate'),
    ['candidate', 'candidate', 'has-parent', 'input-held', 'only-named'],
  );
  const ended = await endPlanned(desk, looks, planOf(looks, [orphan]), never);
  assert.deepEqual(outcomes(ended), [[orphan, 'ended']]);
  assert.ok((ended[0]?.residentBytes ?? 0) > 0);
  assert.deepEqual(
    [orphan, other, child, fed, alike].map((pid) => zoo.isThere(pid)),
    [false, true, true, true, true],
  );
});

test('an orphan whose input was a socket is offered once the other end of that is gone', options, async (t) => {
  const zoo = await orphans(t);
  const fed = await zoo.leave('fed', 'python3', ['chroma-mcp'], waits, { hasInput: true });
  const desk = deskOf(zoo);
  const seen = async () => {
    const looks = await settled(desk, [fed]);
    const verdict = judge(looks).find(({ facts }) => facts.pid === fed);
    return verdict?.evidence.find(({ rule }) => rule === 'input')?.fact;
  };
  assert.equal(await seen(), 'input-held');
  zoo.closeInputs();
  await until('the other end is gone', async () => (await seen()) === 'input-alone');
  const looks = await settled(desk, [fed]);
  const ended = await endPlanned(desk, looks, planOf(looks, [fed]), never);
  assert.deepEqual([outcomes(ended), zoo.isThere(fed)], [[[fed, 'ended']], false]);
});

test(
  'an orphan that sees other disks than we do, as in a container, is left alone',
  { skip: noOrphansBecause || (noMounts ?? false) },
  async (t) => {
    const zoo = await orphans(t);
    const apart = await zoo.leave('apart', 'python3', ['chroma-mcp'], waits, { under: unshareMounts });
    const looks = await settled(deskOf(zoo), [apart]);
    const verdict = judge(looks).find(({ facts }) => facts.pid === apart);
    // Where nobody else could be one, there is no second look that would say who is idle.
    const against = verdict?.evidence.filter((one) => !isHeld(one) && one.rule !== 'idle');
    assert.deepEqual(
      against?.map(({ fact }) => fact),
      ['other-namespace'],
    );
  },
);

test(
  'beside a live Claude of its session a helper is left alone, and offered when that has ended',
  options,
  async (t) => {
    const zoo = await orphans(t);
    const beside = ['session', 'claude', ['work'], waits] as const;
    const helper = await zoo.leave('helper', 'python3', ['chroma-mcp'], waits, { beside });
    const desk = deskOf(zoo);
    const near = await settled(desk, [helper]);
    const verdict = judge(near).find(({ facts }) => facts.pid === helper);
    const fact = verdict?.evidence.find(({ rule }) => rule === 'owner');
    assert.equal(fact?.fact, 'owner-in-session');
    assert.ok(fact?.fact === 'owner-in-session');
    process.kill(fact.values[0], 'SIGKILL');
    await until('Claude has ended', async () => {
      const found = judge(await settled(desk, [helper])).find(({ facts }) => facts.pid === helper);
      return found?.isCandidate === true;
    });
  },
);

test('a family ends children first, and a parent that then ends by itself is no fault', options, async (t) => {
  const zoo = await orphans(t);
  const child = await zoo.leave('none', 'python3', ['chroma-mcp'], waits);
  const start = `"${zoo.folder}/none/bin/python3" "${zoo.folder}/none/chroma-mcp" </dev/null & wait`;
  const parent = await zoo.leave('family', 'uvx', ['launch', '--from', 'chroma-mcp==0.2.6', 'chroma-mcp'], start);
  let below = 0;
  await until('the launcher has a child', async () => {
    const { processes } = await zoo.reader.look();
    below = [...processes.values()].find(({ parentPid }) => parentPid === parent)?.pid ?? 0;
    return below !== 0;
  });
  const desk = deskOf(zoo);
  const looks = await settled(desk, [parent, below, child]);
  assert.equal(planEnd(looks, [{ pid: parent, startTicks: null }]).kind, 'refused');
  const ended = await endPlanned(desk, looks, planOf(looks, [parent, below]), never);
  assert.equal(ended[0]?.name.pid, below);
  assert.equal(ended[0]?.outcome, 'ended');
  assert.ok(['gone', 'ended'].includes(ended[1]?.outcome ?? ''));
  assert.deepEqual([zoo.isThere(parent), zoo.isThere(child)], [false, true]);
});

test('who does not end when asked is killed only if that was wished', options, async (t) => {
  const zoo = await orphans(t);
  const stubborn = await zoo.leave('stubborn', 'python3', ['chroma-mcp'], ignoresTerm);
  const desk = { ...deskOf(zoo), bounds: { ...cleanupBounds, endMsMax: 100 } };
  const looks = await settled(desk, [stubborn]);
  const asked: number[] = [];
  const kill = (left: readonly { pid: number }[]) => {
    asked.push(...left.map(({ pid }) => pid));
    return Promise.resolve(false);
  };
  const left = await endPlanned(desk, looks, planOf(looks, [stubborn]), { signal, kill });
  assert.deepEqual([outcomes(left), asked, zoo.isThere(stubborn)], [[[stubborn, 'still-there']], [stubborn], true]);
  const again = await settled(desk, [stubborn]);
  const killed = await endPlanned(desk, again, planOf(again, [stubborn]), {
    signal,
    kill: () => Promise.resolve(true),
  });
  assert.deepEqual([outcomes(killed), zoo.isThere(stubborn)], [[[stubborn, 'killed']], false]);
});

test('a number that is another process by the time of the signal is not signalled', options, async (t) => {
  const zoo = await orphans(t);
  const orphan = await zoo.leave('orphan', 'python3', ['chroma-mcp'], waits);
  const ender = processEnder();
  const { startTicks } = await zoo.facts(orphan);
  assert.equal(ender.signal({ pid: orphan, startTicks: startTicks - 1 }, 'SIGKILL'), 'gone');
  assert.equal(ender.isLive({ pid: orphan, startTicks: startTicks - 1 }), false);
  assert.equal(ender.isLive({ pid: orphan, startTicks }), true);
  const signals: string[] = [];
  const watched = { ...ender, signal: () => (signals.push('sent'), 'sent' as const) };
  const desk = deskOf(zoo, watched);
  const looks = await settled(desk, [orphan]);
  const plan = planOf(looks, [{ pid: orphan, startTicks }]);
  // From now on the number belongs to another: the look before the signal shows a later start.
  const reused = {
    async look() {
      const table = await zoo.reader.look();
      const facts = table.processes.get(orphan);
      assert.ok(facts !== undefined);
      return { ...table, processes: new Map(table.processes).set(orphan, { ...facts, startTicks: startTicks + 500 }) };
    },
  };
  const ended = await endPlanned({ ...desk, second: reused }, looks, plan, never);
  assert.deepEqual([outcomes(ended), signals, zoo.isThere(orphan)], [[[orphan, 'gone']], [], true]);
  // Or it began to work between the question and the answer.
  const busy = {
    async look() {
      const table = await zoo.reader.look();
      const facts = table.processes.get(orphan);
      assert.ok(facts !== undefined);
      return { ...table, processes: new Map(table.processes).set(orphan, { ...facts, cpuTicks: facts.cpuTicks + 1 }) };
    },
  };
  const refused = await endPlanned({ ...desk, second: busy }, looks, plan, never);
  assert.deepEqual([outcomes(refused), signals, zoo.isThere(orphan)], [[[orphan, 'refused']], [], true]);
});

test('where no process could be a candidate nobody waits for a second look', options, async (t) => {
  const zoo = await orphans(t);
  const child = await zoo.keep('child', 'python3', ['chroma-mcp'], waits);
  const strangers = {
    look: async () => {
      const table = await zoo.reader.look();
      const known = [...table.processes].filter(([pid]) => pid === child || pid === table.selfPid || pid === 1);
      return { ...table, processes: new Map(known) };
    },
  };
  let waited = 0;
  const looks = await lookTwice({ ...deskOf(zoo), first: strangers, second: strangers }, signal, () => (waited += 1));
  assert.deepEqual([waited, looks.first === looks.second], [0, true]);
});

test('a parent is left alone while a child of it is still there, and who may not be signalled is told', async () => {
  const [parent, child] = [made(2_000, launcher), made(2_001, { ...chroma, parentPid: 2_000 })];
  const foreign = made(3_000, memServer);
  let looked = 0;
  const reader = { look: () => Promise.resolve(table([parent, child, foreign], uptimeMs + 30_000 * (looked += 1))) };
  const signals: [number, string][] = [];
  const desk: CleanupDesk = {
    first: reader,
    second: reader,
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    bounds: { ...cleanupBounds, endMsMax: 0, killMsMax: 0 },
    ender: {
      isLive: () => true,
      signal: ({ pid }, name) => {
        signals.push([pid, name]);
        return pid === 3_000 ? 'denied' : 'sent';
      },
    },
  };
  const looks = await lookTwice(desk, signal, () => {});
  const plan = planOf(looks, [2_000, 2_001, 3_000]);
  const kill = () => Promise.resolve(true);
  const ended = await endPlanned(desk, looks, plan, { signal, kill });
  assert.deepEqual(outcomes(ended), [
    [2_001, 'still-there'],
    [2_000, 'child-remains'],
    [3_000, 'denied'],
  ]);
  assert.deepEqual(signals, [
    [2_001, 'SIGTERM'],
    [2_001, 'SIGKILL'],
    [3_000, 'SIGTERM'],
  ]);
});

test('a parent that was woken by the end of its child is asked to end all the same', async () => {
  const [parent, child] = [made(2_000, launcher), made(2_001, { ...chroma, parentPid: 2_000 })];
  const over = new Set<number>();
  let looked = 0;
  const reader = {
    look() {
      const woken = { ...parent, cpuTicks: parent.cpuTicks + over.size, state: over.size === 0 ? 'S' : 'R' };
      const left = [woken, child].filter(({ pid }) => !over.has(pid));
      return Promise.resolve(table(left, uptimeMs + 30_000 * (looked += 1)));
    },
  };
  const desk: CleanupDesk = {
    first: reader,
    second: reader,
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    bounds: cleanupBounds,
    ender: { isLive: ({ pid }) => !over.has(pid), signal: ({ pid }) => (over.add(pid), 'sent') },
  };
  const looks = await lookTwice(desk, signal, () => {});
  const ended = await endPlanned(desk, looks, planOf(looks, [2_000, 2_001]), never);
  assert.deepEqual(outcomes(ended), [
    [2_001, 'ended'],
    [2_000, 'ended'],
  ]);
});
