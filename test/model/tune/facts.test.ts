import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { boardFacts } from '../../../core/model/tune/facts.ts';
import { managedKeys } from '../../../core/model/tune/knobs.ts';
import { ownPaths } from '../../../core/model/tune/own-files.ts';
import { tunePlan } from '../../../core/model/tune/plan.ts';
import { type Entries, generatorBoard, memoryBoard } from '../../support/memory-board.ts';

const facts = (more: Entries, board = generatorBoard()) => boardFacts(memoryBoard({ ...board, ...more }));
const codes = (more: Entries) => facts(more).findings.map(({ code }) => code);

test('an empty tree has facts: nothing is known, nothing is wrong, nothing is planned', () => {
  const empty = boardFacts(memoryBoard({}));
  assert.deepEqual([empty.memory, empty.rootDisk.kind, empty.owners, empty.findings], [null, 'unknown', [], []]);
  assert.equal(tunePlan(empty, { profile: null, overlays: [] }).reason, 'not-linux');
});

test('the root disk is found by its name, by its number, below a mapper, and never guessed', () => {
  const disk = (mount: string, more: Entries = {}) =>
    facts(
      { '/proc/self/mountinfo': `27 1 ${mount} rw\n`, ...more },
      {
        '/sys/block/mmcblk0/mmcblk0p2/dev': '179:2\n',
        '/sys/block/mmcblk0/device/type': 'MMC\n',
      },
    ).rootDisk;
  assert.deepEqual(disk('179:2 / / rw - ext4 /dev/root'), {
    kind: 'emmc',
    device: 'mmcblk0',
    filesystem: 'ext4',
    isOverlay: false,
  });
  assert.equal(disk('0:31 / / rw shared:1 - btrfs /dev/mmcblk0p2').kind, 'emmc');
  const mapped = {
    '/sys/block/dm-0/dev': '253:0\n',
    '/sys/block/dm-0/slaves/nvme0n1p3': '',
    '/sys/block/nvme0n1/nvme0n1p3/dev': '259:3\n',
  };
  assert.equal(disk('253:0 / / rw - ext4 /dev/mapper/vg-root', mapped).kind, 'nvme');
  assert.equal(disk('8:1 / / rw - ext4 /dev/sda1').kind, 'unknown');
  const usb = {
    '/sys/block/sda/sda1/dev': '8:1\n',
    '/sys/block/sda': { link: '../devices/platform/xhci/usb2/2-1/block/sda' },
  };
  assert.equal(disk('8:1 / / rw - ext4 /dev/sda1', usb).kind, 'usb');
  assert.equal(disk('0:20 / / rw - nfs4 10.0.0.1:/root').kind, 'network');
  assert.equal(disk('0:20 / / rw - overlay overlay').isOverlay, true);
});

test('a program that is there and switched off owns nothing', () => {
  const makes = (more: Entries) =>
    facts(more)
      .owners.filter(({ makes }) => makes === 'zram')
      .map(({ id }) => id);
  assert.deepEqual(makes({}), ['zram-generator']);
  assert.deepEqual(makes({ '/etc/systemd/system-generators/zram-generator': { link: '/dev/null' } }), []);
  const vendor = { '/usr/lib/systemd/zram-generator.conf': '[zram0]\n' };
  for (const mask of ['', '# nothing\n', { link: '/dev/null' }]) {
    assert.deepEqual(makes({ ...vendor, '/etc/systemd/zram-generator.conf': mask }), []);
  }
  assert.deepEqual(makes({ ...vendor, '/etc/systemd/zram-generator.conf': '[zram0]\nzram-size = 0\n' }), []);
  assert.deepEqual(makes({ '/etc/systemd/zram-generator.conf': '[zram0]\nmount-point = /var/tmp\n' }), []);
  assert.deepEqual(makes({ '/proc/cmdline': 'quiet systemd.zram=0 root=x\n' }), []);
  const service = { '/lib/systemd/system/zramswap.service': '[Service]\n' };
  const wanted = {
    '/etc/systemd/system/multi-user.target.wants/zramswap.service': { link: '/lib/systemd/system/zramswap.service' },
  };
  assert.deepEqual(makes(service), ['zram-generator']);
  assert.deepEqual(makes({ ...service, ...wanted }), ['zram-generator', 'zram-tools']);
  assert.deepEqual(makes({ ...service, ...wanted, '/etc/systemd/system/zramswap.service': { link: '/dev/null' } }), [
    'zram-generator',
  ]);
  const rpi = { '/usr/lib/systemd/system-generators/rpi-swap-generator': '' };
  assert.deepEqual(makes(rpi), ['rpi-swap'], 'the generator is its tool');
  assert.deepEqual(makes({ ...rpi, '/etc/rpi/swap.conf.d/50-mine.conf': '[Main]\nMechanism=swapfile\n' }), [
    'zram-generator',
  ]);
});

test('zram that nobody known made, or made by hand, is diagnosed and not planned', () => {
  const rc = { '/etc/rc.local': '#!/bin/sh\nmodprobe zram\nmkswap /dev/zram0\nswapon /dev/zram0\n' };
  const off = { '/etc/systemd/zram-generator.conf': '' };
  assert.deepEqual(facts({ ...rc, ...off }).owners.find(({ id }) => id === 'hand-made')?.evidence, ['/etc/rc.local']);
  assert.deepEqual(codes({ '/etc/rc.local': '# swapon zram\n' }).includes('two-owners'), false);
  const unseen = { ...off, '/sys/block/zram0/disksize': '', '/sys/block/zram0/mm_stat': '' };
  for (const more of [off, unseen, { ...rc, ...off }]) {
    assert.ok(codes(more).includes('unknown-owner'));
    assert.equal(tunePlan(facts(more), { profile: null, overlays: [] }).reason, 'unknown-owner');
  }
  assert.ok(codes(rc).includes('two-owners'));
});

test('every swap has an owner, a size and a use, and a forgotten file is seen', () => {
  const swaps = facts({
    '/proc/swaps':
      'Filename Type Size Used Priority\n/dev/zram0 partition 945000 2048 100\n/my\\040swap file 2048 1024 -2\n',
    '/my swap': 'x',
    '/swapfile': 'forgotten',
    '/etc/fstab': '# /dev/sdz none swap sw 0 0\n/my\\040swap none swap sw 0 0\nUUID=7 none swap sw 0 0\n',
  }).swaps;
  assert.deepEqual(
    swaps.map(({ path, kind, owner, isActive, usedBytes }) => [path, kind, owner, isActive, usedBytes]),
    [
      ['/dev/zram0', 'zram', 'zram-generator', true, 2_097_152],
      ['/my swap', 'file', 'fstab', true, 1_048_576],
      ['UUID=7', 'partition', 'fstab', false, null],
      ['/swapfile', 'file', 'unknown', false, null],
    ],
  );
});

test('whatever stands in the files, there are facts and a plan, which writes its own paths and bounded numbers only', () => {
  const board = {
    ...generatorBoard(),
    '/etc/sysctl.conf': '',
    '/etc/fstab': '',
    '/etc/sysctl.d/99-zzz.conf': '',
    '/etc/default/zramswap': '',
    '/proc/cmdline': '',
  };
  const paths = Object.keys(board) as (keyof typeof board)[];
  const piece = fc.constantFrom(
    '[',
    '*',
    '=',
    'vm.',
    'vm.swappiness',
    'zram0',
    '-',
    ' - ',
    '/ / ',
    'MemTotal:',
    '9'.repeat(20),
    '\n',
    '\0',
    '%',
    '../',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }).map((all) => all.join('')),
  );
  const harm = fc.array(fc.tuple(fc.constantFrom(...paths), text), { maxLength: 8 });
  let planned = 0;
  fc.assert(
    fc.property(harm, (harmed) => {
      const plan = tunePlan(boardFacts(memoryBoard({ ...board, ...Object.fromEntries(harmed) })), {
        profile: null,
        overlays: [],
      });
      planned += plan.steps.length > 0 ? 1 : 0;
      assert.equal(plan.reason === null, plan.steps.length > 0);
      for (const step of plan.steps) {
        if (step.kind === 'file') assert.ok((Object.values(ownPaths) as string[]).includes(step.path));
        if (step.kind !== 'sysctl') continue;
        const { min, max } = managedKeys[step.key];
        assert.ok(step.after >= min && step.after <= max && Number.isInteger(step.after), step.key);
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(planned > 20, `only ${planned} of the harmed boards had a plan`);
});
