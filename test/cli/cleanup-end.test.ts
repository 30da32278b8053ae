import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { cleanupCommand } from '../../core/cli/cleanup.ts';
import type { Cli, Options, Outcome } from '../../core/cli/cli.ts';
import { systemTools } from '../../core/host/compose/tools.ts';
import { isFault } from '../../core/model/errors.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { textIn } from '../../core/text/text.ts';
import { ignoresTerm, noOrphansBecause, type Orphans, orphans, until, waits } from '../support/orphans.ts';
import { emptyPlace, membridge } from './machines.ts';

const options = { skip: noOrphansBecause };

interface Person {
  /** What is typed, question by question; null: there is no terminal. */
  readonly answers: readonly string[] | null;
  readonly yes?: boolean;
  /** Waits as long as the product does. */
  readonly isPatient?: boolean;
}

interface Told extends Outcome {
  readonly questions: readonly string[];
  readonly notes: readonly string[];
}

/** Runs the command in this process, over real processes that have all been there for long. */
async function cleanup(
  zoo: Orphans,
  wished: Options,
  { answers, yes = false, isPatient = false }: Person,
): Promise<Told> {
  const questions: string[] = [];
  const notes: string[] = [];
  const waiting = [...(answers ?? [])];
  // Who ignores a request to end does so after a second as after ten.
  const monotonicMs = () => systemClock.monotonicMs() * (isPatient ? 1 : 10);
  const clock = { ...systemClock, monotonicMs, sleep: (ms: number) => systemClock.sleep(Math.min(ms, 50)) };
  const ask = (question: string) => {
    questions.push(question);
    return Promise.resolve(waiting.shift() ?? '');
  };
  const cli: Cli = {
    tools: { ...systemTools(), clock, processTable: () => zoo.reader },
    homePath: zoo.folder,
    yes,
    json: false,
    text: textIn('en'),
    terminal: { isInteractive: answers !== null, line: ask, secret: ask },
    watch: { signal: new AbortController().signal },
    isWithinHost: false,
    note: (line) => void notes.push(line),
    stream: () => {},
  };
  const outcome = await cleanupCommand.run(cli, [], wished);
  return { ...outcome, questions, notes };
}

/** An orphan that waits already, and its name. */
async function orphan(t: TestContext, script = waits): Promise<{ zoo: Orphans; pid: number; name: string }> {
  const zoo = await orphans(t);
  const pid = await zoo.leave('orphan', 'python3', ['chroma-mcp'], script);
  let before = await zoo.facts(pid);
  await until('it waits', async () => {
    const now = await zoo.facts(pid);
    const isSettled = now.state === 'S' && before.state === 'S' && now.cpuTicks === before.cpuTicks;
    before = now;
    return isSettled;
  });
  return { zoo, pid, name: `${pid}@${before.startTicks}` };
}

test('without --kill the orphan is shown with the line that ends it, and nothing happens to it', options, async (t) => {
  const { zoo, pid, name } = await orphan(t);
  const { data, lines, notes, questions, fault } = await cleanup(zoo, {}, { answers: ['y', 'y'], yes: true });
  assert.deepEqual([fault, questions], [undefined, []]);
  assert.match(notes.join('\n'), /^Looking again in 30 seconds/);
  assert.ok(
    lines.some((line) => line.startsWith(`  ${name}  Chroma (search by meaning): python3 `)),
    lines.join('\n'),
  );
  assert.match(String(data['endCommand']), new RegExp(`^membridge cleanup --kill (.* )?${name}( |$)`));
  assert.ok(zoo.isThere(pid));
});

test('named on a terminal it is shown again and ended after a yes, and left after a no', options, async (t) => {
  const { zoo, pid, name } = await orphan(t);
  const refused = await cleanup(zoo, { kill: [name] }, { answers: ['n'] });
  assert.deepEqual([refused.lines, zoo.isThere(pid)], [['Nothing was changed.'], true]);
  assert.match(refused.questions.join(), /^End it\?/);
  assert.ok(refused.notes.some((line) => line.includes(name)));
  const done = await cleanup(zoo, { kill: [name] }, { answers: ['y'], isPatient: true });
  assert.deepEqual([done.fault, zoo.isThere(pid)], [undefined, false]);
  assert.equal(done.lines[0], `${name} ended.`);
  assert.match(done.lines[1] ?? '', /^[\d.]+ .B of memory freed\.$/u);
});

test('--dry-run and a missing terminal end nobody; --yes with the number alone does', options, async (t) => {
  const { zoo, pid, name } = await orphan(t);
  const dry = await cleanup(zoo, { kill: [name], dryRun: true }, { answers: null });
  assert.deepEqual([dry.data['dryRun'], dry.fault, zoo.isThere(pid)], [true, undefined, true]);
  assert.match(dry.lines.join('\n'), /Would ask 1 process to end\.\nDry run: nothing was touched\.$/);
  const mute = cleanup(zoo, { kill: [name] }, { answers: null });
  await assert.rejects(mute, (error) => isFault(error, 'confirmation-needed'));
  assert.ok(zoo.isThere(pid));
  const done = await cleanup(zoo, { kill: [String(pid)] }, { answers: null, yes: true, isPatient: true });
  assert.deepEqual([done.fault, zoo.isThere(pid)], [undefined, false]);
  const again = await cleanup(zoo, { kill: [name] }, { answers: null, yes: true });
  assert.deepEqual([again.fault, again.lines], [undefined, [`There is no process ${pid} any more.`]]);
});

test('a name from before its number was given again ends nobody, and one bad name keeps all', options, async (t) => {
  const { zoo, pid, name } = await orphan(t);
  const child = await zoo.keep('child', 'python3', ['chroma-mcp'], waits);
  const cases: readonly [string[], RegExp][] = [
    [[`${pid}@1`], /belongs to another process now/],
    [[name, String(child)], /parent has ended – has a parent/],
    [[name, String(process.pid)], /not this program – this program.*known helper/],
    [[name, '1'], /not this program – the first process of the machine/],
  ];
  for (const [kill, told] of cases) {
    const { fault, lines, data, questions } = await cleanup(zoo, { kill }, { answers: ['y'], yes: true });
    assert.deepEqual([fault?.code, fault?.exit, data['ended'], questions], ['cleanup-refused', 7, [], []]);
    assert.match(lines.join('\n'), told);
  }
  assert.deepEqual([zoo.isThere(pid), zoo.isThere(child)], [true, true]);
});

test('who does not end is killed by --force-kill or after a second yes, never by --yes alone', options, async (t) => {
  const { zoo, pid, name } = await orphan(t, ignoresTerm);
  const asked = await cleanup(zoo, { kill: [name] }, { answers: null, yes: true });
  assert.deepEqual([asked.fault?.code, asked.fault?.exit, zoo.isThere(pid)], ['cleanup-left', 1, true]);
  const twice = await cleanup(zoo, { kill: [name] }, { answers: ['y', 'n'] });
  assert.deepEqual([twice.fault?.code, twice.questions.length, zoo.isThere(pid)], ['cleanup-left', 2, true]);
  const forced = await cleanup(zoo, { kill: [name], forceKill: true }, { answers: null, yes: true, isPatient: true });
  assert.deepEqual([forced.fault, forced.lines[0], zoo.isThere(pid)], [undefined, `${name} was killed.`, false]);
});

test('the program itself sees a young orphan, says why it is left alone, and refuses to end it', options, async (t) => {
  const { root } = await emptyPlace(t);
  const { zoo, pid, name } = await orphan(t);
  const shown = await membridge(root, ['cleanup', '--json']);
  assert.equal(shown.code, 0);
  const found = shown.json.processes.find((one: { name: string }) => one.name === name);
  const facts = found.evidence.map(({ fact }: { fact: string }) => fact);
  assert.ok(facts.includes('too-young') && facts.includes('known-helper') && found.isCandidate === false, facts.join());
  const refused = await membridge(root, ['cleanup', '--kill', name, '--force-kill', '--yes', '--json']);
  assert.deepEqual([refused.code, refused.json.error.code, zoo.isThere(pid)], [7, 'cleanup-refused', true]);
  assert.equal(refused.json.refused[0].because, 'not-a-candidate');
});
