import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { helperServiceUnit, helperSocketUnit, helperUnitNames } from '../../../core/host/service/helper-units.ts';
import { commandOf } from '../../../core/host/service/unit-words.ts';
import { helperSocket } from '../../../core/model/tune/helper-wire.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

/** The bound: 3.0 on systemd's scale of exposure. */
const exposureMax = 30;
const program = '/usr/lib/membridge/tune-helper.mjs';

/** systemd-analyze over both units in a folder; null, and the test skipped, where it is not there. */
async function analyze(t: TestContext, service: string) {
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    t.skip('needs systemd-analyze: apt-get install systemd');
    return null;
  }
  const folder = await scratchFolder(t, 'units');
  mkdirSync(join(folder, 'run'), { mode: 0o700 });
  const files = [helperUnitNames.socket, helperUnitNames.service].map((name) => join(folder, name));
  const [socketFile = '', serviceFile = ''] = files;
  writeFileSync(socketFile, helperSocketUnit());
  writeFileSync(serviceFile, service);
  const env = { ...process.env, XDG_RUNTIME_DIR: join(folder, 'run'), LC_ALL: 'C' };
  const look = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', words, { env, encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  };
  return { look, files, serviceFile };
}

test('systemd finds nothing wrong with socket and service', async (t) => {
  for (const more of [{}, { program: '/opt/my “program” 100% \\ $HOME/tune-helper.mjs' }]) {
    const found = await analyze(t, helperServiceUnit({ node: process.execPath, program, ...more }));
    if (found === null) return;
    const { status, said } = found.look('verify', '--man=no', ...found.files);
    const ours = said.split('\n').filter((line) => line.includes('membridge'));
    assert.deepEqual([status, ours], [0, []], said);
  }
});

test('the exposure of the service is at most 3.0 by systemd-analyze security, and without its sandbox it is not', async (t) => {
  const unit = helperServiceUnit({ node: process.execPath, program });
  const bound = ['security', '--offline=true', `--threshold=${exposureMax}`, '--no-pager'];
  const found = await analyze(t, unit);
  if (found === null) return;
  const { status, said } = found.look(...bound, found.serviceFile);
  assert.equal(status, 0, said);
  t.diagnostic(/Overall exposure level[^:]*: [\d.]+/.exec(said)?.[0] ?? '');
  const bare = await analyze(
    t,
    unit.replaceAll(/^(Protect|Private|Restrict|SystemCall|Capability|IPAddress).*\n/gm, ''),
  );
  assert.notEqual(bare?.look(...bound, bare.serviceFile).status, 0);
});

test('the socket is for root and one group, for few at a time, and each connection is a process of its own', () => {
  const unit = helperSocketUnit();
  const expected = [
    `ListenStream=${helperSocket}`,
    'Accept=yes',
    'SocketUser=root',
    'SocketGroup=membridge-tune',
    'SocketMode=0660',
    'MaxConnections=4',
  ];
  for (const line of expected) assert.ok(unit.includes(`\n${line}\n`), line);
});

test('the service is bounded, has no capability, and may write to its own places alone', () => {
  const unit = helperServiceUnit({ node: '/usr/bin/node', program });
  const words = commandOf(unit);
  assert.deepEqual([words[0], ...words.slice(2)], ['/usr/bin/node', program, '--peer', '%i']);
  const expected = [
    'RuntimeMaxSec=10min',
    'MemoryMax=192M',
    'CapabilityBoundingSet=',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
  ];
  for (const line of expected) assert.ok(unit.includes(`\n${line}\n`), line);
  assert.deepEqual(
    [...unit.matchAll(/^ReadWritePaths=(.*)$/gm)].map((match) => match[1]),
    ['-/etc/sysctl.d /etc/systemd /proc/sys/vm'],
  );
});

test('the templates of the packages are what is generated', () => {
  const texts = [
    [helperUnitNames.socket, helperSocketUnit()],
    [helperUnitNames.service, helperServiceUnit({ node: '@NODE@', program: '@HELPER@' })],
  ] as const;
  for (const [name, text] of texts) {
    const file = join(import.meta.dirname, '..', '..', '..', 'build', 'systemd', name);
    if (process.env['MEMBRIDGE_TEST_WRITE']) writeFileSync(file, text);
    assert.equal(readFileSync(file, 'utf8'), text, `MEMBRIDGE_TEST_WRITE=1 writes ${name} anew`);
  }
});
