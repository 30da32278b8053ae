import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ratesBetween, writtenPerDay } from '../../../core/model/board/rates.ts';
import { boardSample } from '../../../core/model/board/sample.ts';
import { zramRatio } from '../../../core/model/board/zram-use.ts';
import { type Entries, generatorBoard, memoryBoard } from '../../support/memory-board.ts';

const sample = (more: Entries, board = generatorBoard()) => boardSample(memoryBoard({ ...board, ...more }));

test('a tree with nothing in it tells nothing, and a zero is never made of that', () => {
  assert.deepEqual(boardSample(memoryBoard({})), {
    uptimeMs: null,
    memory: null,
    swap: null,
    zram: null,
    pressure: { memory: null, io: null, cpu: null },
    paging: null,
    heat: null,
    throttled: null,
    disk: null,
  });
});

test('what a kernel tells is read as its documentation says', () => {
  const { pressure, paging, zram, heat, disk, uptimeMs } = sample({
    '/proc/uptime': '7200.50 28000.00\n',
    '/proc/pressure/memory':
      'some avg10=1.50 avg60=0.25 avg300=0.00 total=9\nfull avg10=0.75 avg60=0.10 avg300=0 total=1\n',
    '/proc/vmstat': 'pswpin 10\npswpout 20\npgmajfault 30\nallocstall_dma 1\nallocstall_normal 2\noom_kill 4\n',
    '/sys/block/zram0/mm_stat': '3000 900 1000 4000 1200 0 0 0\n',
    '/sys/block/zram0/io_stat': '0 7 0 0\n',
    '/sys/block/zram0/bd_stat': '0 0 3\n',
    '/sys/class/thermal/thermal_zone0/type': 'gpu-thermal\n',
    '/sys/class/thermal/thermal_zone0/temp': '71000\n',
    '/sys/class/thermal/thermal_zone1/type': 'cpu-thermal\n',
    '/sys/class/thermal/thermal_zone1/temp': '51500\n',
    '/sys/block/mmcblk0/stat': ' 1 2 3 4 5 6 2000 8 9 10 11\n',
    '/sys/fs/ext4/mmcblk0p2/lifetime_write_kbytes': '10\n',
    '/sys/fs/ext4/mmcblk1p1/lifetime_write_kbytes': '99\n',
  });
  assert.equal(uptimeMs, 7_200_500);
  assert.deepEqual(pressure.memory, { some10: 1.5, some60: 0.25, full10: 0.75 });
  assert.deepEqual(paging, { swappedInPages: 10, swappedOutPages: 20, majorFaults: 30, stalls: 3, oomKills: 4 });
  assert.deepEqual([zram?.storedBytes, zram?.usedBytes, zram?.limitBytes], [3000, 1000, 4000]);
  assert.deepEqual([zram?.failedWrites, zram?.writtenBackBytes], [7, 3 * 4096]);
  assert.equal(zram === null ? null : zramRatio(zram), 3);
  assert.deepEqual(heat, { celsius: 51.5, zone: 'cpu-thermal' }, 'the processor, not what is hotter');
  assert.deepEqual([disk?.writtenBytes, disk?.lifetimeBytes, disk?.wear], [2000 * 512, 10 * 1024, null]);
});

test('an eMMC tells how worn it is, an SD card does not', () => {
  const wear = (life: string, reserve: string) =>
    sample({ '/sys/block/mmcblk0/device/life_time': life, '/sys/block/mmcblk0/device/pre_eol_info': reserve }).disk
      ?.wear;
  assert.deepEqual(wear('0x01 0x03\n', '0x01\n'), { usedPercent: 30, reserve: 'ok' });
  assert.deepEqual(wear('0x0b 0x02\n', '0x03\n'), { usedPercent: 100, reserve: 'urgent' });
  assert.deepEqual(wear('0x00 0x00\n', '0x02\n'), { usedPercent: null, reserve: 'warn' });
  assert.equal(wear('0x00 0x00\n', '0x00\n'), null);
});

test('the firmware of a Raspberry Pi tells what slows it down, with and without 0x', () => {
  const throttled = (word: string) =>
    sample({ '/sys/devices/platform/soc/soc:firmware/get_throttled': word }).throttled;
  assert.deepEqual(throttled('50005\n'), {
    now: ['under-voltage', 'throttled'],
    sinceBoot: ['under-voltage', 'throttled'],
  });
  assert.deepEqual(throttled('0x80002\n'), { now: ['frequency-capped'], sinceBoot: ['soft-temperature-limit'] });
  assert.deepEqual(throttled('0\n'), { now: [], sinceBoot: [] });
  assert.equal(throttled('Invalid\n'), null);
});

test('a sensor that cannot be true and a share above 100 % are passed over', () => {
  const heat = (milli: string) =>
    sample({ '/sys/class/thermal/thermal_zone0/temp': milli, '/sys/class/thermal/thermal_zone0/type': 'cpu\n' }).heat;
  assert.equal(heat('-274000\n'), null);
  assert.equal(heat('2147483647\n'), null);
  assert.equal(heat('-5000\n')?.celsius, -5);
  assert.equal(sample({ '/proc/pressure/io': 'some avg10=101.00 avg60=1.00 avg300=0 total=1\n' }).pressure.io, null);
});

test('whatever stands in the files, a sample is made of finite numbers and none is below zero but a temperature', () => {
  const files = [
    '/proc/uptime',
    '/proc/vmstat',
    '/proc/swaps',
    '/proc/meminfo',
    '/proc/pressure/memory',
    '/sys/block/zram0/mm_stat',
    '/sys/block/zram0/io_stat',
    '/sys/block/zram0/bd_stat',
    '/sys/block/mmcblk0/stat',
    '/sys/block/mmcblk0/device/life_time',
    '/sys/block/mmcblk0/device/pre_eol_info',
    '/sys/devices/platform/soc/soc:firmware/get_throttled',
    '/sys/fs/ext4/mmcblk0p2/lifetime_write_kbytes',
  ];
  const word = fc.oneof(
    fc.constantFrom('-1', '0x', '1e400', 'NaN', '99999999999999999999', '0', '7', 'pswpin', 'some avg10=5', '\0', '\n'),
    fc.string({ maxLength: 12 }),
  );
  const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.tuple(...files.map(() => text)), (texts) => {
      const told = sample(Object.fromEntries(files.map((file, index) => [file, texts[index] ?? ''])));
      for (const value of numbersIn(told)) assert.ok(Number.isFinite(value) && value >= 0, JSON.stringify(told));
    }),
    { numRuns: 300 },
  );
});

test('between two samples there is a rate; over a restart, or backwards in time, there is none', () => {
  const at = (seconds: number, written: number, uptime: number) => ({
    at: seconds * 1_000,
    ...sample({
      '/proc/uptime': `${uptime}.00 1.00\n`,
      '/proc/vmstat': `pswpin ${written}\npswpout ${written * 2}\npgmajfault 0\n`,
      '/sys/block/mmcblk0/stat': `1 2 3 4 5 6 ${written} 8\n`,
    }),
  });
  assert.deepEqual(ratesBetween(at(100, 10, 500), at(102, 30, 502)), {
    swappedInPerSecond: 10,
    swappedOutPerSecond: 20,
    writtenBytesPerSecond: 5_120,
  });
  const none = { swappedInPerSecond: null, swappedOutPerSecond: null, writtenBytesPerSecond: null };
  assert.deepEqual(ratesBetween(at(100, 10, 500), at(102, 30, 2)), none);
  assert.deepEqual(ratesBetween(at(102, 10, 500), at(102, 30, 500)), none);
  assert.equal(writtenPerDay(at(0, 7_200, 7_200)), 512 * 86_400);
  assert.equal(writtenPerDay(at(0, 7_200, 3_599)), null, 'a start is no day');
});

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}
