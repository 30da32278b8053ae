import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { Scope } from '../../../core/host/service/systemd.ts';
import { sandboxProperties } from '../../../core/host/service/systemd-unit.ts';
import { bootableSystem, membridgeThere } from './booted-system.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const plan = 'core/model/tune/plan.ts';
const hands = 'core/tuning/tree-hands.ts';

/** A container has no plan; here it has one of one file, so that everything else is as on a board. */
const planned = readFileSync(join(root, plan), 'utf8').replace(
  "  if (reason !== null || owner === undefined) return nothing(facts, wish, reason ?? 'no-zram');\n",
  `  if (reason === 'container') {
    const file = fileStep(facts, ownPaths['zram-generator'], ['[zram0]', 'zram-size = 319'], 'live');
    const steps: Step[] = [...file, { kind: 'unit', act: 'daemon-reload', needs: 'live' }];
    return sealed({ ...nothing(facts, wish, reason), profile: '1gb', owner: 'zram-generator', steps, reason: file.length > 0 ? null : 'nothing-to-change' });
  }
  if (reason !== null || owner === undefined) return nothing(facts, wish, reason ?? 'no-zram');
`,
);
/** Killed as kill -9 does it, when its first file is there. */
const dying = readFileSync(join(root, hands), 'utf8').replace(
  'writeFile: (path, text, mode) => acts.write(path, text, mode),',
  `writeFile: (path, text, mode) => {
      acts.write(path, text, mode);
      if (isThere(tree, '/die')) process.kill(process.pid, 'SIGKILL');
    },`,
);

test('the root helper serves who may ask, refuses all others, and what it leaves when it is killed is taken back at the next boot', async (t) => {
  assert.ok(planned.includes("reason === 'container'") && dying.includes('/die'));
  const system = await bootableSystem(t, { [plan]: planned, [hands]: dying });
  if (system === null) return;
  const { node } = system;
  // nspawn lays its own file over the kernel's id of the boot, which the unit's own /proc would not have.
  system.write(
    '/etc/systemd/system/membridge-tune@.service.d/container.conf',
    '[Service]\nBindReadOnlyPaths=/run/boot-id:/proc/sys/kernel/random/boot_id\n',
  );
  const lines = `
cat /proc/sys/kernel/random/boot_id > /run/boot-id
P='setpriv --reuid person --regid person --init-groups env HOME=/home/person'
TUNE='${node} /home/person/membridge/membridge.mjs tune'
ASK='${node} ${membridgeThere}/test/integration/systemd/tune-ask-script.ts'
told() { printf '%s=%s\\n' "$1" "$(tr -d '\\n')"; }
units() { find /etc/systemd /etc/sysctl.d /usr/lib/membridge /etc/group -printf '%p %u %m %y,' 2>/dev/null | tr , '\\n' | sort; }
own() { ls -p /etc/systemd/system /etc/systemd/zram-generator.conf.d 2>/dev/null | grep -e 'membridge.*[^/]$' | tr '\\n' ' ' | told "$1"; }
`;
  const first = told(
    system.boot(`${lines}
${node} ${membridgeThere}/build/bundle.ts /home/person/membridge >/dev/null || exit
ln -s ${membridgeThere}/node_modules /home/person/node_modules
chown -R person /home/person/membridge
useradd --create-home --uid 17773 stranger
units > /before
$P $TUNE apply --json | told without
$TUNE install-helper --allow nobody-here --yes --json | told unknown
$TUNE install-helper --allow person --dry-run --json | told dry
diff /before <(units) | told same
$TUNE install-helper --allow person --yes --json | told install
$TUNE install-helper --allow person --yes --json | told again
stat -c '%U %G %a' /run/membridge/tune.sock | told socket
find /usr/lib/membridge ! -user root -o -perm /022 | wc -l | told weak
systemd-analyze security --offline=false --no-pager membridge-tune@0-1-0.service | tail -1 | told exposure
W=$(find /home/person/membridge -name 'tune-helper.mjs'); echo 'process.exit(9)' > $W
setpriv --reuid stranger --regid stranger --init-groups $ASK '{"format":1,"verb":"facts"}' | told outside
setpriv --reuid stranger --regid stranger --init-groups env HOME=/home/stranger $TUNE confirm 2>&1 | grep -c 'not in the group membridge-tune' | told sight
setpriv --reuid stranger --regid stranger --groups membridge-tune $ASK '{"format":1,"verb":"facts"}' | told forged
$P $ASK '{"format":1,"verb":"facts"}' | cut -c1-60 | told facts
within() { systemd-run --wait --pipe --quiet --collect -p User=person "$@" $ASK '{"format":1,"verb":"facts"}' | cut -c1-10; }
within ${properties('system')} | told service
within ${properties('user')} | told users
$P $ASK '{"format":1,"verb":"sh"}' | told verb
$P $ASK '' 10000000 | told noise
$P $ASK '{"format":1,"verb":"apply","profile":null,"overlays":[],"hash":"${'0'.repeat(64)}"}' | told stale
journalctl --no-pager -u 'membridge-tune@*' -o cat | grep -c 'no request: tune-helper-refused' | told refusals
own untouched
$P $TUNE apply --yes --json | told applied
own mine
stat -c '%U %a' /etc/systemd/zram-generator.conf.d/60-membridge.conf /etc/systemd/system/membridge-tune-recover.service /var/lib/membridge/tuning/journal.json | tr '\\n' , | told modes
systemctl is-active membridge-tune-revert.timer | told timer
$TUNE remove-helper --yes --json | told waiting
$P $TUNE confirm --json | told confirmed
$P $TUNE confirm --json | told twice
$P $TUNE revert --json | told reverted
own gone
touch /die
$P $TUNE apply --yes --json | told killed
rm /die
own left
grep ExecStart= /etc/systemd/system/membridge-tune-recover.service | told guard
`),
  );
  t.diagnostic(`exposure in this systemd: ${first['exposure']}`);
  const json = (key: string) => JSON.parse(first[key] ?? 'null');
  const codes = (...keys: string[]) => keys.map((key) => json(key).error.code);

  // Setting up: shown, done once, root's alone.
  assert.deepEqual(codes('without', 'unknown'), ['tune-needs-root', 'tune-helper-account']);
  assert.match(json('without').error.hint, /`membridge tune install-helper`/);
  assert.deepEqual([json('dry').changed, json('dry').allow, first['same']], [true, ['person'], '']);
  assert.equal(json('install').folder, json('dry').folder);
  assert.match(json('install').folder, /^\/usr\/lib\/membridge\/helper-/);
  assert.deepEqual([json('again').changed, first['socket'], first['weak']], [false, 'root membridge-tune 660', '0']);
  assert.ok(Number(/: ([\d.]+) /.exec(first['exposure'] ?? '')?.[1]) <= 3);

  // Who may ask, and what.
  const refused = (reason: string) => ({ ok: false, code: 'tune-helper-refused', data: { reason } });
  assert.deepEqual([first['outside'], first['sight']], ['EACCES', '1'], 'the mode of the socket');
  assert.deepEqual(json('forged'), refused('peer'), 'the group as it is now');
  assert.match(
    first['facts'] ?? '',
    /^\{"ok":true,"facts":/,
    'the copy answers, whatever became of the files it was made from',
  );
  assert.deepEqual(json('verb'), refused('request'));
  // Who still writes when the connection is closed need not see the answer.
  assert.match(first['noise'] ?? '', /tune-helper-refused|ECONNRESET|EPIPE/);
  assert.equal(first['refusals'], '3', 'the forged one, the verb and the noise');
  assert.deepEqual(json('stale'), { ok: false, code: 'tune-stopped', data: { target: 'tune plan', reason: 'stale' } });
  assert.equal(first['untouched'], 'membridge-tune.socket membridge-tune@.service ');

  // Out of the sandboxes of both of our own services too.
  assert.deepEqual([first['service'], first['users']], ['{"ok":true', '{"ok":true']);

  // A person without root applies, confirms and takes back.
  assert.deepEqual([json('applied').changed, json('applied').byHelper], [true, true]);
  assert.equal(json('applied').transaction.state.kind, 'applied');
  assert.match(first['mine'] ?? '', /membridge-tune-recover\.service .* 60-membridge\.conf /);
  assert.deepEqual([first['modes'], first['timer']], ['root 644,root 644,root 644,', 'active']);
  assert.deepEqual(codes('waiting'), ['tune-unconfirmed'], 'what takes it back lies with the helper');
  assert.deepEqual([json('confirmed').changed, json('twice').changed, json('reverted').changed], [true, false, true]);
  assert.equal(json('reverted').transactions[0].state.why, 'asked');
  assert.equal(first['gone'], first['untouched']);

  // Killed in the middle: taken back at the next boot by root's copy.
  assert.deepEqual(codes('killed'), ['tune-helper-silent']);
  assert.equal(first['left'], first['mine']);
  assert.ok(first['guard']?.endsWith(`${json('install').folder}/membridge.mjs tune recover`), first['guard']);

  const second = told(
    system.boot(`${lines}
for n in $(seq 60); do $TUNE status --json | grep -q '"state":"none"' && break; sleep 1; done
$TUNE status --json | told status
own booted
$P ${node} /home/person/membridge/membridge.mjs uninstall --dry-run | grep -c 'tune remove-helper' | told uninstall
$P $ASK '{"format":1,"verb":"plan","profile":null,"overlays":[]}' | cut -c1-10 | told rebooted
$TUNE remove-helper --yes --json | told removed
$TUNE remove-helper --yes --json | told nothing
diff /before <(units) | told difference
getent group membridge-tune | told group
systemctl list-units --all --no-legend 'membridge-tune*' | told loaded
`),
  );
  const later = (key: string) => JSON.parse(second[key] ?? 'null');
  assert.deepEqual([later('status').state, later('status').lastTakenBack.state.why], ['none', 'rebooted']);
  assert.deepEqual(
    [second['booted'], second['rebooted'], second['uninstall']],
    [first['untouched'], '{"ok":true', '1'],
  );
  assert.deepEqual([later('removed').changed, later('nothing').changed], [true, false]);
  assert.deepEqual([second['group'], second['loaded'], second['difference']], ['', '', '']);
});

/** What our own service runs with, as words of systemd-run. */
function properties(scope: Scope): string {
  return sandboxProperties(scope)
    .map((line) => `-p ${line}`)
    .join(' ');
}

/** The lines \`key=value\` that a boot printed. */
function told(printed: string): Record<string, string> {
  return Object.fromEntries(
    printed.split('\n').flatMap((line) => {
      const [, key, value] = /^([a-z]+)=(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value ?? '']];
    }),
  );
}
