import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fixtureDatabase } from '../../support/fixtures.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { bootableSystem, membridgeThere } from './booted-system.ts';

/** Nobody waits for these in a test; the service reads them like anybody's. */
const settings = ['quietPeriodMs 1000', 'pollMinMs 1000', 'pollMaxMs 2000'];

const save = `INSERT INTO observations (memory_session_id, project, type, title, narrative, created_at, created_at_epoch)
SELECT memory_session_id, project, 'discovery', 'TITLE', 'text', '2026-01-01T00:00:00.000Z', 1767225600000
FROM sdk_sessions WHERE memory_session_id IS NOT NULL LIMIT 1`;

/** The lines `key=value` that a boot printed. */
function told(printed: string): Record<string, string | undefined> {
  const lines = printed.split('\n').flatMap((line) => {
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(lines);
}

test('the host as a service is killed, stopped and rebooted with pending records, and loses none', async (t) => {
  const system = await bootableSystem(t);
  if (system === null) return;
  const database = join(await scratchFolder(t, 'systemd-host'), 'claude-mem.db');
  await fixtureDatabase('laptop', database);
  system.write('/home/person/.claude-mem/claude-mem.db', readFileSync(database));
  system.write('/etc/systemd/system/membridge.service.d/short.conf', '[Service]\nWatchdogSec=5s\nRestartSec=200ms\n');
  const lines = `
P='setpriv --reuid person --regid person --init-groups env HOME=/home/person'
M='${system.node} ${membridgeThere}/core/cli/membridge.mjs'
H='--home /home/person/.membridge'
until_true() { local end=$((SECONDS + 60)); while [ $SECONDS -lt $end ]; do if eval "$1"; then return 0; fi; sleep 0.2; done; echo "never=$1"; $P $M status $H; journalctl --no-pager -u membridge.service -n 30; tail -n 20 /home/person/.membridge/logs/membridge.jsonl; exit 1; }
show() { systemctl show membridge.service -p "$1" --value; }
field() { $P $M status $H --json | jq -r "$1"; }
save() { $P sqlite3 /home/person/.claude-mem/claude-mem.db "$(echo "${save}" | sed "s/TITLE/$1/")"; }
`;
  const first = told(
    system.boot(`${lines}
chown -R person /home/person; install -d -o person /srv/remote
$P $M init --folder /srv/remote --mode merge --no-encryption --yes $H; echo init=$?
for each in ${settings.map((setting) => `'${setting}'`).join(' ')}; do $P $M config set $each $H; done
$M service install --system --yes $H; echo install=$?
echo active=$(show ActiveState); echo says=$(show StatusText)
until_true '[ "$(field ".lastSync != null and .pending.records == 0")" = true ]' && echo synced=yes
pid=$(show MainPID); kill -KILL $pid
until_true '[ "$(show MainPID)" != $pid ] && [ "$(show ActiveState)" = active ]' && echo killed=restarted
pid=$(show MainPID); kill -STOP $pid
until_true '[ "$(show MainPID)" != $pid ] && [ "$(show ActiveState)" = active ]' && echo watchdog=restarted
echo rss=$(ps -o rss= -p $(show MainPID))
chmod 000 /srv/remote
save 'saved before the reboot'
until_true '[ "$(field .pending.records)" = 1 ]' && echo pending=1
systemctl stop membridge.service; echo result=$(show Result); echo left=$(pgrep -fc 'run --headless' || true)
systemctl start membridge.service; echo offline=$(show ActiveState)
`),
  );
  const { init, install, active, says, synced, killed, watchdog, pending, result, left, offline, rss } = first;
  assert.deepEqual({ init, install, active, synced }, { init: '0', install: '0', active: 'active', synced: 'yes' });
  assert.equal(first['never'], undefined);
  assert.match(says ?? '', /^http:\/\/127\.0\.0\.1:\d+/);
  assert.deepEqual({ killed, watchdog }, { killed: 'restarted', watchdog: 'restarted' });
  assert.deepEqual(
    { pending, result, left, offline },
    { pending: '1', result: 'success', left: '0', offline: 'active' },
  );
  t.diagnostic(`resident memory of the host as a service: ${Math.round(Number(rss) / 1024)} MiB`);

  const second = told(
    system.boot(`${lines}
until_true '[ "$(show ActiveState)" = active ]' && echo rebooted=active
echo pending=$(field .pending.records)
chmod 755 /srv/remote
until_true '[ "$(field .pending.records)" = 0 ]' && echo drained=yes
$M service uninstall --system --yes $H; echo uninstall=$?
echo kept=$($P sqlite3 /home/person/.claude-mem/claude-mem.db "SELECT count(*) FROM observations WHERE title = 'saved before the reboot'")
`),
  );
  assert.deepEqual([second['rebooted'], second['pending'], second['drained']], ['active', '1', 'yes']);
  assert.deepEqual([second['uninstall'], second['kept']], ['0', '1']);
});
