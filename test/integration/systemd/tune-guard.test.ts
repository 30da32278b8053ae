import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { bootableSystem, membridgeThere } from './booted-system.ts';

const guard = 'core/model/tune/guard.ts';
/** Two minutes are long for a test; this is enough for a loaded machine to get from one line to the next. */
const shorter = readFileSync(join(import.meta.dirname, '..', '..', '..', guard), 'utf8').replace(
  'confirmMs = 120_000',
  'confirmMs = 40_000',
);

test('without a word a real systemd takes a change back: by its timer, after a kill in the middle, and at the next boot', async (t) => {
  assert.ok(shorter.includes('40_000'));
  const system = await bootableSystem(t, { [guard]: shorter });
  if (system === null) return;
  const { node } = system;
  const apply = `${node} ${membridgeThere}/test/integration/systemd/tune-apply-script.ts`;
  const tune = `HOME=/root ${node} ${membridgeThere}/core/cli/membridge.mjs tune`;
  const file = '/etc/systemd/zram-generator.conf.d/60-membridge.conf';
  const unit = '/etc/systemd/system/membridge-tune-recover.service';
  const look = `
look() {
  for each in ${file} ${unit} /etc/systemd/zram-generator.conf.d; do test -e $each && echo "$1 has $each"; done
  echo "$1 timer $(systemctl is-active membridge-tune-revert.timer)"
  echo "$1 $(${tune} status --json | tr -d '\\n' | sed 's/.*"lastTakenBack"/last/' | grep -o '"why":"[a-z-]*"')"
}
gone() { for n in $(seq 60); do ${tune} status --json | grep -q '"state":"none"' && return; sleep 1; done; }
`;
  const first = system.boot(`${look}
${apply}
look applied
gone
look timed
${apply} die
look killed
gone
look recovered
${apply}
${tune} confirm
look confirmed
${tune} revert
look reverted
${apply}
systemctl stop membridge-tune-revert.timer
look left
`);
  t.diagnostic(first);
  const says = (text: string, name: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1));
  const folder = '/etc/systemd/zram-generator.conf.d';
  assert.deepEqual(says(first, 'applied').slice(0, 4), [`has ${file}`, `has ${unit}`, `has ${folder}`, 'timer active']);
  assert.deepEqual(says(first, 'timed'), ['timer inactive', '"why":"not-confirmed"']);
  assert.deepEqual(says(first, 'killed').slice(0, 4), [`has ${file}`, `has ${unit}`, `has ${folder}`, 'timer active']);
  assert.deepEqual(says(first, 'recovered'), ['timer inactive', '"why":"crashed"']);
  assert.deepEqual(says(first, 'confirmed').slice(0, 3), [`has ${file}`, `has ${folder}`, 'timer inactive']);
  assert.deepEqual(says(first, 'reverted'), ['timer inactive', '"why":"asked"']);
  assert.deepEqual(says(first, 'left').slice(0, 4), [`has ${file}`, `has ${unit}`, `has ${folder}`, 'timer inactive']);

  const second = system.boot(`${look}\nlook booted\n`);
  t.diagnostic(second);
  assert.deepEqual(says(second, 'booted'), ['timer inactive', '"why":"rebooted"']);
});
