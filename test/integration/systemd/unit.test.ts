import assert from 'node:assert/strict';
import test from 'node:test';
import { bootableSystem, membridgeThere, type BootedSystem } from './booted-system.ts';
import { standIn } from './stand-in.ts';

/** Short periods, as a person would set them: in a drop-in. */
const dropIn = `[Service]
WatchdogSec=3s
RestartSec=200ms
`;

/** For the lines of a boot: waits for a condition, at most a minute; if it never came, says so and ends the lines. */
const shell = `
until_true() { for i in $(seq 600); do if eval "$1"; then return 0; fi; sleep 0.1; done; echo "never=$1"; $JOURNAL -n 30; exit 1; }
show() { $CTL show membridge.service -p "$1" --value; }
facts() { sed 's/^/fact /' /home/person/.membridge/facts; }
`;

/** The lines \`key=value\` that a boot printed. */
function told(printed: string): Record<string, string | undefined> {
  const lines = printed.split('\n').flatMap((line) => {
    const [, key, value] = /^(?:fact )?([\w-]+)=(.*)$/.exec(line) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(lines);
}

/** SIGSTOP stops every thread: no sign of life comes, and the watchdog ends the process. */
const deaths = `
pid=$(show MainPID); kill -STOP $pid
until_true '[ "$(show MainPID)" != $pid ] && [ "$(show ActiveState)" = active ]' && echo watchdog=restarted
$JOURNAL | grep -c 'Watchdog timeout' | sed 's/^/timeouts=/'
pid=$(show MainPID); kill -KILL $pid
until_true '[ "$(show MainPID)" != $pid ] && [ "$(show ActiveState)" = active ]' && echo killed=restarted
echo restarts=$(show NRestarts)
echo says=$(show StatusText)
$CTL stop membridge.service
echo result=$(show Result)
echo after=$(show ActiveState)
echo left=$(pgrep -fc 'run --headless' || true)
wc -l < /home/person/.membridge/ends | sed 's/^/ended=/'
`;

function program(system: BootedSystem): string {
  // The launcher itself is the stand-in over there; the command line is run from its source.
  return `${system.node} ${membridgeThere}/core/cli/main.ts`;
}

test('the system unit keeps the host alive in a real systemd, and starts it again after a reboot', async (t) => {
  const system = await bootableSystem(t, { 'core/cli/membridge.mjs': standIn });
  if (system === null) return;
  const environment = `CTL=systemctl; JOURNAL='journalctl -u membridge.service'; M='${program(system)}'; H='--home /home/person/.membridge'\n${shell}`;
  system.write('/etc/systemd/system/membridge.service.d/short.conf', dropIn);
  system.write('/etc/credstore/membridge-identity', 'a key of a board');
  const first = told(
    system.boot(`${environment}
chmod 700 /etc/credstore; install -d -o person /home/person/.claude-mem
$M service install --system --yes $H >/printed-install 2>&1; echo install=$?; cat /printed-install
echo active=$(show ActiveState)
facts
$M service install --system --yes $H --json | grep -c '"changed":false' | sed 's/^/again=/'
$M service status --system $H --json > /tmp/status.json; grep -c '"active":"active"' /tmp/status.json | sed 's/^/status=/'; cat /tmp/status.json
${deaths}
$CTL start membridge.service
`),
  );
  assert.deepEqual([first['install'], first['active'], first['again'], first['status']], ['0', 'active', '1', '1']);
  assert.equal(first['argv'], 'run --headless --home /home/person/.membridge');
  assert.deepEqual([first['uid'], first['umask']], ['17771', '77']);
  assert.deepEqual([first['memory'], first['elsewhere'], first['etc']], ['done', 'EROFS', 'EROFS']);
  assert.deepEqual(
    [first['network'], first['credential'], first['otherCredential']],
    ['true', 'a key of a board', 'ENOENT'],
  );
  assertKeptAlive(first);

  const second = told(
    system.boot(`${environment}
until_true '[ "$(show ActiveState)" = active ]' && echo rebooted=active
$M service uninstall --system --yes $H; echo uninstall=$?
echo after=$(show ActiveState); echo load=$(show LoadState)
ls /etc/systemd/system/membridge.service /etc/systemd/system/multi-user.target.wants/membridge.service 2>/dev/null | wc -l | sed 's/^/files=/'
$M service uninstall --system --yes $H; echo again=$?
`),
  );
  assert.deepEqual([second['rebooted'], second['uninstall'], second['again']], ['active', '0', '0']);
  assert.deepEqual([second['after'], second['load'], second['files']], ['inactive', 'not-found', '0']);
});

test('the user unit does the same for one person, also without a login', async (t) => {
  const system = await bootableSystem(t, { 'core/cli/membridge.mjs': standIn });
  if (system === null) return;
  const person =
    'setpriv --reuid person --regid person --init-groups env HOME=/home/person XDG_RUNTIME_DIR=/run/user/17771';
  const environment = `P='${person}'; CTL="$P systemctl --user"; JOURNAL='journalctl _SYSTEMD_USER_UNIT=membridge.service + USER_UNIT=membridge.service'; M="$P ${program(system)}"\n${shell}`;
  system.write('/home/person/.config/systemd/user/membridge.service.d/short.conf', dropIn);
  const first = told(
    system.boot(`${environment}
systemctl start user@17771.service
chown -R person /home/person; install -d -o person /home/person/.claude-mem
$M service install --yes --linger --json > /tmp/install.json; echo install=$?; cat /tmp/install.json
loginctl enable-linger person
echo active=$(show ActiveState)
facts
$M service status --json > /tmp/status.json; cat /tmp/status.json
grep -c '"active":"active"' /tmp/status.json | sed 's/^/status=/'; grep -o '"sandbox":"[a-z]*"' /tmp/status.json | tr -d '"' | tr : =
${deaths}
$CTL start membridge.service
`),
  );
  assert.deepEqual([first['install'], first['active'], first['status']], ['0', 'active', '1']);
  assert.deepEqual([first['uid'], first['umask']], ['17771', '77']);
  assertKeptAlive(first);
  // A kernel that gives no user namespaces to a person: the unit is the plain one, and says so.
  const isFull = first['sandbox'] === 'full';
  t.diagnostic(`sandbox of the user unit here: ${first['sandbox']}`);
  assert.deepEqual([first['memory'], first['elsewhere']], ['done', isFull ? 'EROFS' : 'done']);

  const second = told(
    system.boot(`${environment}
until_true '[ "$(show ActiveState)" = active ]' && echo rebooted=active
echo '# mine' >> /home/person/.config/systemd/user/membridge.service
$M service uninstall --yes; echo uninstall=$?
echo after=$(show ActiveState)
ls /home/person/.config/systemd/user | tr '\\n' ' ' | sed 's/^/files=/'
`),
  );
  assert.deepEqual([second['rebooted'], second['uninstall'], second['after']], ['active', '0', 'inactive']);
  assert.match(second['files'] ?? '', /\bmembridge\.service\.kept-1\b/);
  assert.doesNotMatch(second['files'] ?? '', /\bmembridge\.service /);
});

function assertKeptAlive(facts: Record<string, string | undefined>): void {
  const { watchdog, killed, says, result, after, left } = facts;
  assert.deepEqual({ watchdog, killed }, { watchdog: 'restarted', killed: 'restarted' });
  assert.ok(Number(facts['timeouts']) >= 1, 'it was the watchdog that ended it');
  assert.equal(facts['restarts'], '2');
  assert.equal(says, 'looks every second');
  assert.deepEqual({ result, after, left }, { result: 'success', after: 'inactive', left: '0' });
  assert.ok(Number(facts['ended']) >= 1, 'the stop was a graceful one');
}
