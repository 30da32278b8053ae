import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { boardSample } from '../../core/model/board/sample.ts';
import { boardFacts } from '../../core/model/tune/facts.ts';
import { tunePlan } from '../../core/model/tune/plan.ts';
import { boardTree } from '../../core/tuning/board-tree.ts';

const folder = join(import.meta.dirname, '..', 'fixtures', 'boards');
const trees = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && entry.name !== 'expected' ? [entry.name] : [],
);

test('all the boards that are promised have a tree', () => {
  for (const name of ['pi4-trixie', 'pi-zero-2', 'orange-pi-armbian', 'dietpi', 'ubuntu', 'container', 'two-owners']) {
    assert.ok(trees.includes(name), name);
  }
});

for (const name of trees) {
  const facts = boardFacts(boardTree(join(folder, name)));
  test(`the facts of ${name} are what is kept`, () => assertKept(`${name}.facts.json`, facts));
  test(`what ${name} tells of this moment is what is kept`, () => {
    assertKept(`${name}.sample.json`, boardSample(boardTree(join(folder, name))));
  });
  test(`the plan for ${name} is what is kept`, () => {
    assertKept(`${name}.plan.json`, tunePlan(facts, { profile: null, overlays: [] }));
  });
}

const plans = Object.fromEntries(
  trees.map((name) => [name, tunePlan(boardFacts(boardTree(join(folder, name))), { profile: null, overlays: [] })]),
);

test('a container, two owners and a machine without zram are left alone, each with its reason', () => {
  for (const [name, reason] of [
    ['container', 'container'],
    ['two-owners', 'two-owners'],
    ['no-zram', 'no-zram'],
  ] as const) {
    assert.deepEqual([plans[name]?.steps, plans[name]?.reason], [[], reason], name);
  }
});

test('a board that can be tuned writes its own files and asks for a reboot only where its owner needs one', () => {
  const files = (name: string) =>
    plans[name]?.steps.flatMap((step) => (step.kind === 'file' ? [step.path.slice(5)] : []));
  const [sysctl, zram] = ['sysctl.d/99-zz-membridge.conf', 'systemd/zram-generator.conf.d/60-membridge.conf'];
  assert.deepEqual(files('pi4-trixie'), [sysctl], 'rpi-swap is read only');
  assert.deepEqual(files('dietpi'), [sysctl]);
  const limit = 'systemd/system/systemd-zram-setup@zram0.service.d/60-membridge.conf';
  assert.deepEqual(files('pi-zero-2'), [sysctl, zram, limit]);
  assert.deepEqual(files('orange-pi-armbian'), [
    sysctl,
    'systemd/system/armbian-zram-config.service.d/60-membridge.conf',
  ]);
  const reboot = trees.filter((name) => plans[name]?.needsReboot === true);
  assert.deepEqual(reboot, ['orange-pi-armbian']);
});

/** MEMBRIDGE_TEST_WRITE=1 writes what is kept anew: look at the difference before you commit it. */
function assertKept(file: string, value: unknown): void {
  const path = join(folder, 'expected', file);
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (process.env['MEMBRIDGE_TEST_WRITE']) writeFileSync(path, text);
  assert.ok(existsSync(path), `MEMBRIDGE_TEST_WRITE=1 writes ${file}`);
  assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(path, 'utf8')));
}
