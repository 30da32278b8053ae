import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { boardFacts } from '../../../core/model/tune/facts.ts';
import { overlayIds, profileIds } from '../../../core/model/tune/ids.ts';
import { dirtyShareMax, managedKeyNames, managedKeys, zramBounds } from '../../../core/model/tune/knobs.ts';
import { profileFor, profiles } from '../../../core/model/tune/profiles.ts';
import { targetsFor } from '../../../core/model/tune/targets.ts';
import { type Entries, generatorBoard, memoryBoard } from '../../support/memory-board.ts';

const mib = 2 ** 20;

test('for any machine and wish the numbers are whole, in bounds, and leave memory to the rest of the system', () => {
  const machine = fc.record({
    ramMib: fc.integer({ min: 256, max: 65_536 }),
    part: fc.constantFrom('0xd03', '0xd05', '0xd08', '0xd0b', '0xfff'),
    kernel: fc.constantFrom('4.9.170', '5.7.9', '5.8.0', '6.12.47', 'none'),
    otherMib: fc.constantFrom(0, 50, 400),
    disk: fc.constantFrom('SD', 'MMC', 'SDIO'),
    hasSwapFile: fc.boolean(),
    hasController: fc.boolean(),
  });
  const wish = fc.record({ profile: fc.constantFrom(...profileIds), overlays: fc.subarray([...overlayIds]) });
  let full = 0;
  fc.assert(
    fc.property(machine, wish, ({ ramMib, part, kernel, otherMib, disk, hasSwapFile, hasController }, wished) => {
      const board: Record<string, Entries[string]> = {
        ...generatorBoard({ ramMib, part, kernel }),
        '/sys/block/mmcblk0/device/type': disk,
        '/sys/block/zram1/disksize': `${otherMib * mib}`,
      };
      if (hasSwapFile) board['/proc/swaps'] = 'Filename Type Size Used Priority\n/swapfile file 1024 0 -2\n';
      if (!hasController) board['/sys/fs/cgroup/cgroup.controllers'] = 'cpu pids';
      const { targets } = targetsFor(boardFacts(memoryBoard(board)), ramMib, wished);
      for (const key of managedKeyNames) {
        const value = targets.keys[key];
        if (value === undefined) continue;
        assert.ok(Number.isInteger(value) && value >= managedKeys[key].min && value <= managedKeys[key].max, key);
      }
      const { zram, keys, workers } = targets;
      if (zram === null) full += 1;
      else {
        assert.ok(zram.limitMib + otherMib <= ramMib * zramBounds.limitShareMax, 'all limits together');
        assert.ok(zram.sizeMib <= ramMib && zram.sizeMib >= zramBounds.sizeMibMin && Number.isInteger(zram.sizeMib));
        assert.ok(
          part === '0xd08' || part === '0xd0b' || zram.algorithm !== 'zstd',
          'small cores do not wait for zstd',
        );
      }
      const isOld = !/^([6-9]|5\.[89])/.test(kernel);
      if (isOld || hasSwapFile) assert.ok((keys['vm.swappiness'] ?? 0) <= 100);
      const [dirty, background] = [keys['vm.dirty_bytes'], keys['vm.dirty_background_bytes']];
      assert.equal(dirty === undefined, background === undefined, 'both of the pair or none');
      if (dirty !== undefined) assert.ok(dirty <= ramMib * mib * dirtyShareMax && (background ?? 0) <= dirty / 2);
      if (workers !== null) assert.ok(hasController && ramMib > 1_331 && workers.highMib < workers.maxMib);
    }),
    { numRuns: 1_000 },
  );
  assert.ok(full > 0, 'no machine was full');
});

test('a board sold with so much memory is given the profile of that size', () => {
  // MemTotal as such boards show it: the firmware and the graphics keep a part.
  for (const [ramMib, id] of [
    [416, '0.5gb'],
    [460, '0.5gb'],
    [870, '1gb'],
    [980, '1gb'],
    [1_849, '2gb'],
    [3_793, '4gb'],
    [7_940, '8gb'],
    [16_218, '8gb'],
  ] as const) {
    assert.equal(profileFor(ramMib), id, String(ramMib));
  }
});

test('profiles are in the order of memory and say what they are', () => {
  for (const [index, id] of profileIds.entries()) {
    const before = profileIds[index - 1];
    assert.equal(profiles[id].id, id);
    if (before !== undefined) {
      assert.ok(profiles[before].ramMibMax < profiles[id].ramMibMax);
      assert.ok(profiles[before].advice.workersMax <= profiles[id].advice.workersMax);
      assert.ok(profiles[before].zram.limitPercent >= profiles[id].zram.limitPercent);
    }
  }
});
