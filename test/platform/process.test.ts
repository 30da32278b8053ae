import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { parseProcStat, systemProcesses } from '../../core/platform/process.ts';

const processes = systemProcesses();
const onLinux = process.platform === 'linux';

describe('processes of this machine', () => {
  it('finds itself alive, and a process that ended not', async (t) => {
    const child = sleeper(t);
    const pid = child.pid ?? 0;
    assert.equal(await processes.isAlive(processes.ownPid), true);
    assert.equal(await processes.isAlive(pid), true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await processes.isAlive(pid), false);
    assert.equal(await processes.startToken(pid), null);
  });

  it('never takes zero or a negative number for a process', async () => {
    for (const pid of [0, -1, -process.pid, 1.5, Number.NaN])
      assert.equal(await processes.isAlive(pid), false, String(pid));
  });

  it('takes a zombie for dead', async (t) => {
    if (!onLinux) return t.skip('needs /proc to see the zombie: run it on Linux');
    // The shell becomes a program that never looks after the child that it left.
    const parent = spawn('/bin/sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    t.after(() => parent.kill('SIGKILL'));
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(String(line).trim());
    await until(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '));
    process.kill(pid, 0); // still there for a signal: this is what fools a plain look
    assert.equal(await processes.isAlive(pid), false);
  });

  it('gives the same token for one process and another for a later one', async (t) => {
    const first = sleeper(t).pid ?? 0;
    const token = await processes.startToken(first);
    assert.ok(token);
    // One clock tick is 10 ms; ps counts seconds.
    await new Promise((resolve) => setTimeout(resolve, onLinux ? 30 : 1100));
    const second = sleeper(t).pid ?? 0;
    assert.equal(await processes.startToken(first), token);
    assert.notEqual(await processes.startToken(second), token);
  });

  it('gives the token that claude-mem would write on Linux: field 22', async (t) => {
    if (!onLinux) return t.skip('needs /proc: run it on Linux');
    const child = sleeper(t).pid ?? 0;
    // The name "sleep" or "node" holds no bracket, so cut counts right here.
    const field = execFileSync('cut', ['-d', ' ', '-f', '22', `/proc/${child}/stat`], { encoding: 'utf8' }).trim();
    assert.equal(await processes.startToken(child), field);
  });

  it('asks a process to end, and does not claim to where there is none', async (t) => {
    const child = sleeper(t);
    const ended = once(child, 'exit');
    assert.equal(processes.askToEnd(child.pid ?? 0), true);
    assert.deepEqual(await ended, [null, 'SIGTERM']);
    assert.equal(processes.askToEnd(child.pid ?? 0), false);
  });
});

describe('the stat line of /proc', () => {
  it('is read right whatever the program is called', () => {
    const rest = Array.from({ length: 50 }, (_, index) => String(index + 4));
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), fc.constantFrom('R', 'S', 'Z', 'D'), (name, state) => {
        const line = `4711 (${name}) ${state} ${rest.join(' ')}\n`;
        assert.deepEqual(parseProcStat(line), { state, startTicks: '22' });
      }),
    );
  });

  it('is refused when it is none', () => {
    for (const line of ['', '4711', '4711 (a) S 1 2 3', `1 (a) S ${'x '.repeat(40)}`])
      assert.equal(parseProcStat(line), null);
  });
});

function sleeper(t: TestContext): ChildProcess {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function until(done: () => boolean): Promise<void> {
  const untilMs = Date.now() + 5_000;
  while (!done()) {
    if (Date.now() > untilMs) throw new Error('it did not happen within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
