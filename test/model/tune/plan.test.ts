import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { boardFacts } from '../../../core/model/tune/facts.ts';
import { ownPaths } from '../../../core/model/tune/own-files.ts';
import { type PlanWish, type TunePlan, tunePlan } from '../../../core/model/tune/plan.ts';
import { type Entries, generatorBoard, memoryBoard } from '../../support/memory-board.ts';

const anyWish: PlanWish = { profile: null, overlays: [] };

function planFor(more: Entries, wish = anyWish, board = generatorBoard()): TunePlan {
  return tunePlan(boardFacts(memoryBoard({ ...board, ...more })), wish);
}

function files({ steps }: TunePlan): string[] {
  return steps.flatMap((step) => (step.kind === 'file' ? [step.path] : []));
}

function textOf({ steps }: TunePlan, path: string): string {
  const found = steps.find((step) => step.kind === 'file' && step.path === path);
  return found?.kind === 'file' ? found.after.text : '';
}

function stateOf({ rows }: TunePlan, key: string): string | undefined {
  return rows.find((row) => row.key === key)?.state;
}

const withoutGenerator = { '/usr/lib/systemd/system-generators/zram-generator': { link: '/dev/null' } };
const enabled = (name: string, wants: string): Entries => ({
  [`/lib/systemd/system/${name}`]: '[Service]\n',
  [`/etc/systemd/system/${wants}.target.wants/${name}`]: { link: `/lib/systemd/system/${name}` },
});
const zramTools: Entries = { ...withoutGenerator, ...enabled('zramswap.service', 'multi-user') };
const armbian: Entries = {
  ...withoutGenerator,
  ...enabled('armbian-zram-config.service', 'sysinit'),
  '/etc/default/armbian-zram-config': 'ENABLED=true\n# ZRAM_PERCENTAGE=50\n',
};

test('the files say exactly what the rows say', () => {
  const plan = planFor({});
  assert.equal(
    textOf(plan, ownPaths['zram-generator']).split('\n').slice(1).join('\n'),
    '[zram0]\nzram-size = 1386\ncompression-algorithm = zstd\nswap-priority = 100\n',
  );
  assert.match(textOf(plan, ownPaths['zram-generator limit']), /'echo 739M > \/sys\/block\/zram0\/mem_limit'\n$/);
  const written = textOf(plan, ownPaths.sysctl).trim().split('\n').slice(1);
  const rows = plan.rows.filter(({ key }) => key.startsWith('vm.'));
  assert.deepEqual(
    written,
    rows.map(({ key, new: value }) => `${key} = ${value}`),
  );
  const live = plan.steps.flatMap((step) => (step.kind === 'sysctl' ? [`${step.key} = ${step.after}`] : []));
  assert.deepEqual(live, written, 'what is written for the next boot is set now too');
  assert.deepEqual(plan.steps.slice(-2), [
    { kind: 'unit', act: 'daemon-reload', needs: 'live' },
    {
      kind: 'unit',
      act: 'restart',
      unit: 'systemd-zram-setup@zram0.service',
      onlyIf: 'swap-fits-in-memory',
      needs: 'live',
    },
  ]);
});

test('each owner is configured in its own way; only Armbian needs a reboot', () => {
  const tools = planFor(zramTools);
  assert.match(
    textOf(tools, ownPaths['zram-tools']),
    /^Environment=SIZE=1386\nEnvironment=PERCENT=\nEnvironment=ALGO=zstd\nEnvironment=PRIORITY=100\nExecStartPost=.*739M/m,
  );
  assert.deepEqual([tools.owner, tools.needsReboot], ['zram-tools', false]);
  const board = planFor(armbian);
  assert.match(
    textOf(board, ownPaths.armbian),
    /^Environment=ZRAM_PERCENTAGE=75\nEnvironment=MEM_LIMIT_PERCENTAGE=40\n/m,
  );
  assert.deepEqual([board.owner, board.needsReboot], ['armbian', true]);
  assert.ok(
    board.steps.every(({ kind }) => kind !== 'unit'),
    'a restart would make a second lot of devices',
  );
  const shared = planFor({ ...zramTools, '/sys/block/zram1/disksize': '52428800' });
  assert.deepEqual([shared.needsReboot, shared.steps.some(({ kind }) => kind === 'unit')], [true, false]);
});

test('what was applied needs nothing more, and what waits for a boot says so', () => {
  const first = planFor({});
  const applied: Record<string, string> = {};
  for (const step of first.steps) {
    if (step.kind === 'file') applied[step.path] = step.after.text;
    if (step.kind === 'sysctl') {
      applied[`/proc/sys/${step.key.replaceAll('.', '/')}`] = String(step.after);
      if (step.counterpart !== null) applied[`/proc/sys/${step.counterpart.key.replaceAll('.', '/')}`] = '0';
    }
  }
  const waiting = planFor(applied);
  assert.deepEqual([waiting.steps, waiting.reason, waiting.needsReboot], [[], 'nothing-to-change', true]);
  assert.equal(stateOf(waiting, 'zram.size'), 'at-boot');
  const booted = planFor({
    ...applied,
    '/sys/block/zram0/disksize': String(1_386 * 2 ** 20),
    '/sys/block/zram0/comp_algorithm': 'lzo-rle lzo lz4 [zstd]',
    '/sys/block/zram0/mm_stat': `0 0 0 ${739 * 2 ** 20} 0 0 0 0`,
  });
  assert.deepEqual([booted.steps, booted.needsReboot], [[], false]);
  assert.deepEqual(new Set(booted.rows.map(({ state }) => state)), new Set(['same']));
});

test('a file of ours that was changed is written anew, knowing what it must find', () => {
  const [before] = planFor({}).steps;
  assert.ok(before?.kind === 'file' && before.before.kind === 'absent');
  const changed = `${before.after.text}vm.swappiness = 1\n`;
  const [step] = planFor({ [ownPaths.sysctl]: changed }).steps;
  assert.ok(step?.kind === 'file' && step.before.kind === 'file' && step.before.sha256 !== step.after.sha256);
  assert.deepEqual([step.after, step.before.mode], [before.after, 0o644]);
});

test('the hash is of the acts: equal for the same, whatever memory is in use, and another for another', () => {
  const { hash } = planFor({});
  assert.match(hash, /^[0-9a-f]{64}$/);
  const busy = {
    '/proc/meminfo': `MemTotal:  ${1_848 * 1024} kB\nMemAvailable:  1000 kB\n`,
    '/proc/swaps': 'Filename Type Size Used Priority\n/dev/zram0 partition 945000 944000 100\n',
    '/sys/block/zram0/mm_stat': '900000000 400000000 410000000 0 410000000 9 9 9',
  };
  assert.equal(planFor(busy).hash, hash);
  const others: Entries[] = [
    { '/proc/sys/vm/swappiness': '61' },
    { [ownPaths.sysctl]: 'x' },
    { '/etc/sysctl.conf': 'vm.page-cluster=1' },
    zramTools,
  ];
  for (const other of others) assert.notEqual(planFor(other).hash, hash, JSON.stringify(other));
  assert.notEqual(planFor({}, { profile: '1gb', overlays: [] }).hash, hash);
  assert.notEqual(planFor({}, { profile: null, overlays: ['nvme'] }).hash, hash);
});

test('who has the last word on a key keeps it, and of the dirty pair both halves go together', () => {
  const plan = planFor({
    '/etc/sysctl.conf': 'vm.swappiness = 10\n',
    '/etc/sysctl.d/99-zzz.conf': 'vm.dirty_ratio = 5\n',
  });
  const keys = plan.steps.flatMap((step) => (step.kind === 'sysctl' ? [step.key] : []));
  assert.deepEqual(keys, ['vm.page-cluster', 'vm.watermark_scale_factor', 'vm.watermark_boost_factor']);
  assert.doesNotMatch(textOf(plan, ownPaths.sysctl), /swappiness|dirty/);
  for (const key of ['vm.swappiness', 'vm.dirty_bytes', 'vm.dirty_background_bytes']) {
    assert.equal(stateOf(plan, key), 'refused', key);
  }
  const told = plan.findings.flatMap((each) =>
    each.code === 'later-file' ? [`${each.key} ${each.path} ${each.value}`] : [],
  );
  assert.deepEqual(told, ['vm.swappiness /etc/sysctl.conf 10', 'vm.dirty_bytes /etc/sysctl.d/99-zzz.conf 5']);
});

test('an owner whose own configuration has the last word is left alone', () => {
  const refused: readonly (readonly [Entries, string])[] = [
    [{ '/etc/systemd/zram-generator.conf.d/90-mine.conf': '[zram0]\nzram-size = ram\n' }, 'zram0.zram-size'],
    [{ ...zramTools, '/etc/default/zramswap': 'PERCENT=50\n' }, 'PERCENT'],
    [{ ...armbian, '/etc/default/armbian-zram-config': 'ENABLED=true\nSWAP_ALGORITHM=lz4\n' }, 'SWAP_ALGORITHM'],
  ];
  for (const [more, key] of refused) {
    const plan = planFor(more);
    assert.deepEqual(files(plan), [ownPaths.sysctl], key);
    assert.equal(stateOf(plan, 'zram.size'), 'refused', key);
    assert.ok(
      plan.findings.some((each) => each.code === 'later-file' && each.key === key),
      key,
    );
  }
  const earlier = { '/etc/systemd/zram-generator.conf.d/10-mine.conf': '[zram0]\nzram-size = ram\n' };
  assert.equal(stateOf(planFor(earlier), 'zram.size'), 'change');
});

test('a file of somebody else under our name, or a link, is never written over', () => {
  const path = ownPaths.sysctl;
  for (const entry of ['vm.swappiness = 1\n', { link: '/etc/sysctl.conf' }]) {
    const plan = planFor({ [path]: entry });
    assert.ok(plan.findings.some((each) => each.code === 'foreign-file' && each.path === path));
    assert.ok(!files(plan).includes(path) && plan.steps.every(({ kind }) => kind !== 'sysctl'));
  }
  const zram = planFor({ [ownPaths['zram-generator']]: '[zram0]\n' });
  assert.deepEqual(files(zram), [path]);
});

test('what the kernel lacks is said and left out', () => {
  const { '/proc/sys/vm/watermark_boost_factor': _, ...older } = generatorBoard({ kernel: '4.19.0' });
  const plan = planFor({ '/sys/block/zram0/comp_algorithm': '[lzo] lz4' }, anyWish, older);
  assert.deepEqual(
    plan.findings.filter(({ code }) => /absent|old/.test(code)),
    [
      { code: 'algorithm-absent', wanted: 'zstd', used: 'lz4' },
      { code: 'old-kernel', key: 'vm.swappiness', wanted: 150, used: 100 },
      { code: 'key-absent', key: 'vm.watermark_boost_factor' },
    ],
  );
  assert.doesNotMatch(textOf(plan, ownPaths.sysctl), /boost/);
});

test('only one known owner is ever configured, and with two nothing at all is done', () => {
  const owners: Readonly<Record<string, Entries>> = {
    'zram-generator': {},
    'zram-tools': enabled('zramswap.service', 'multi-user'),
    'zram-swap': enabled('zram-swap.service', 'multi-user'),
    armbian: {
      ...enabled('armbian-zram-config.service', 'sysinit'),
      '/etc/default/armbian-zram-config': 'ENABLED=true',
    },
    dietpi: { '/boot/dietpi/.version': 'x', '/etc/udev/rules.d/98-dietpi-zram-swap.rules': 'mkswap /dev/zram0' },
    'hand-made': { '/etc/rc.local': 'swapon /dev/zram0' },
  };
  let single = 0;
  fc.assert(
    fc.property(fc.subarray(Object.keys(owners)), (names) => {
      const off = names.includes('zram-generator') ? {} : withoutGenerator;
      const plan = planFor(Object.assign({}, off, ...names.map((name) => owners[name])) as Entries);
      if (names.length === 1 && names[0] !== 'hand-made') {
        single += 1;
        assert.equal(plan.owner, names[0]);
        const zram = files(plan).filter((path) => path !== ownPaths.sysctl);
        for (const path of zram) assert.equal(ownerOf(path), names[0]);
        return;
      }
      const reason = names.length > 1 ? 'two-owners' : 'unknown-owner';
      assert.deepEqual([plan.steps, plan.owner, plan.reason], [[], null, reason], names.join(' '));
    }),
    { numRuns: 200 },
  );
  assert.ok(single > 10, 'single owners came up');
});

function ownerOf(path: string): string | undefined {
  return Object.entries(ownPaths)
    .find(([, own]) => own === path)?.[0]
    .replace(/ limit$/, '');
}

test('a plan for workers asks for the memory and the controller that it needs', () => {
  const wish: PlanWish = { profile: null, overlays: ['worker-heavy'] };
  const plan = planFor({}, wish);
  assert.match(textOf(plan, ownPaths.sysctl), /watermark_scale_factor = 150/);
  assert.deepEqual(plan.advice?.workers, { highMib: 1_016, maxMib: 1_293, swapMib: 1_039 });
  const lacks = (more: TunePlan) =>
    more.findings.flatMap((each) => (each.code === 'overlay-refused' ? [each.lacks] : []));
  assert.deepEqual(lacks(planFor({ '/sys/fs/cgroup/cgroup.controllers': 'cpu pids' }, wish)), ['memory-controller']);
  assert.deepEqual(lacks(planFor({}, wish, generatorBoard({ ramMib: 930 }))), ['memory']);
});
