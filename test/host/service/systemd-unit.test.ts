import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { memoryLimits } from '../../../core/host/service/memory-limits.ts';
import { systemdUnit, type UnitWish } from '../../../core/host/service/systemd-unit.ts';
import { commandOf } from '../../../core/host/service/unit-words.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { unitWish } from './sample-units.ts';

const scopes = ['user', 'system'] as const;
/** The bound: 3.0 on systemd's scale of exposure. */
const exposureMax = 30;
/** Both that decide on lines of the unit, so that each stands beside what it replaces. */
const versions = [247, 252, 254];

/** systemd-analyze as it sees our unit among those of this machine; null, and the test skipped, where it is not there. */
async function analyze(t: TestContext): Promise<((wish: UnitWish, ...words: string[]) => Said) | null> {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    t.skip('needs systemd-analyze: apt-get install systemd');
    return null;
  }
  const folder = await scratchFolder(t, 'units');
  mkdirSync(join(folder, 'run'), { mode: 0o700 });
  return (wish, ...words) => {
    const file = join(folder, 'membridge.service');
    writeFileSync(file, systemdUnit(wish));
    const scope = wish.scope === 'user' ? ['--user'] : [];
    const env = { ...process.env, XDG_RUNTIME_DIR: join(folder, 'run'), LC_ALL: 'C' };
    const { status, stdout, stderr } = spawnSync('systemd-analyze', [...scope, ...words, file], {
      env,
      encoding: 'utf8',
    });
    return { status, said: `${stdout}${stderr}` };
  };
}

interface Said {
  readonly status: number | null;
  readonly said: string;
}

test('systemd finds nothing wrong with the units', async (t) => {
  const look = await analyze(t);
  if (look === null) return;
  const own = Number(/^systemd (\d+)/.exec(execFileSync('systemctl', ['--version'], { encoding: 'utf8' }))?.[1]);
  for (const scope of scopes) {
    const hard = {
      program: '/opt/my “program” 100% \\ $HOME/membridge.mjs',
      homeFolder: '/home/a b/%h "home" $x',
      remoteFolder: '/media/ні $y',
      environment: { CLAUDE_CONFIG_DIR: '/x y/"z" %i' },
    };
    for (const more of [{}, hard, { sandbox: 'plain', canLimitMemory: false } as const]) {
      for (const systemdVersion of versions.filter((version) => version <= own)) {
        const { status, said } = look(unitWish(scope, { ...more, systemdVersion }), 'verify', '--man=no');
        const ours = said.split('\n').filter((line) => line.includes('membridge'));
        assert.deepEqual([status, ours], [0, []], said);
      }
    }
  }
});

test('a unit that is wrong is found to be wrong', async (t) => {
  const look = await analyze(t);
  if (look === null) return;
  const { said } = look(unitWish('system', { node: 'no/absolute/path' }), 'verify', '--man=no');
  assert.match(said, /not absolute|not executable|Neither a valid executable/i);
});

test('the exposure of the units is at most 3.0 by systemd-analyze security', async (t) => {
  const look = await analyze(t);
  if (look === null) return;
  const bound = ['security', '--offline=true', `--threshold=${exposureMax}`, '--no-pager'];
  for (const scope of scopes) {
    const { status, said } = look(unitWish(scope), ...bound);
    assert.equal(status, 0, said);
    t.diagnostic(`${scope} unit: ${/Overall exposure level[^:]*: ([\d.]+)/.exec(said)?.[1]}`);
    // The bound is one that a unit can fail.
    assert.notEqual(look(unitWish(scope, { sandbox: 'plain' }), ...bound).status, 0);
  }
});

test('whatever the paths hold, systemd is told to start exactly them', () => {
  const path = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => `/${text.replaceAll(/\p{Cc}/gu, '')}`);
  fc.assert(
    fc.property(path, path, path, (node, program, homeFolder) => {
      const [first, heap, ...rest] = commandOf(systemdUnit(unitWish('user', { node, program, homeFolder })));
      assert.deepEqual([first, ...rest], [node, program, 'run', '--headless', '--home', homeFolder]);
      assert.equal(heap, '--max-old-space-size=96');
    }),
  );
});

test('limits grow with the machine, and a board with 1 GB gets the smallest', () => {
  const [board, ...larger] = [970, 1_900, 3_800, 7_800].map((mib) => memoryLimits(mib * 2 ** 20));
  assert.deepEqual(board, { heapMib: 96, lowMib: 64, highMib: 192, maxMib: 256 });
  for (const limits of [board, ...larger]) {
    assert.ok(limits.lowMib < limits.highMib && limits.highMib < limits.maxMib && limits.heapMib < limits.highMib);
  }
  assert.deepEqual(
    larger.map(({ maxMib }) => maxMib),
    [320, 448, 640],
  );
});

test('a kernel without the memory controller gets no limits, and the unit says so', () => {
  const unit = systemdUnit(unitWish('system', { canLimitMemory: false }));
  assert.doesNotMatch(unit, /^Memory/m);
  assert.match(unit, /^# No memory limits: /m);
  assert.match(systemdUnit(unitWish('system')), /^MemoryHigh=192M\nMemoryMax=256M$/m);
});

test('only the home, the memory and the folder that is the remote can be written', () => {
  const unit = systemdUnit(unitWish('user', { remoteFolder: '/media/stick' }));
  const writable = [...unit.matchAll(/^ReadWritePaths=(.*)$/gm)].map((match) => match[1]);
  assert.deepEqual(writable, ['/home/person/.membridge', '-/home/person/.claude-mem', '-/media/stick']);
});

test('the templates of the packages are what is generated', () => {
  for (const scope of scopes) {
    const text = systemdUnit(
      unitWish(scope, {
        node: '@NODE@',
        program: '@PROGRAM@',
        homeFolder: '@HOME@',
        memoryFolder: '@MEMORY@',
        account: scope === 'system' ? '@ACCOUNT@' : null,
        systemdVersion: 254,
      }),
    );
    const name = scope === 'user' ? 'membridge.service' : 'membridge-system.service';
    const file = join(import.meta.dirname, '..', '..', '..', 'build', 'systemd', name);
    if (process.env['MEMBRIDGE_TEST_WRITE']) writeFileSync(file, text);
    assert.equal(readFileSync(file, 'utf8'), text, `MEMBRIDGE_TEST_WRITE=1 writes ${name} anew`);
  }
});
