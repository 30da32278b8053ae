import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { helperOf, shownCommand } from '../../../core/model/cleanup/catalogue.ts';
import { containerPath, isForeignService, unitOf } from '../../../core/model/cleanup/control-groups.ts';
import { isOwner } from '../../../core/model/cleanup/owners.ts';
import {
  canWrite,
  connectedSockets,
  lockIn,
  parseArgv,
  parseControlGroups,
  parseStat,
  parseStatus,
  parseUptime,
  socketPeers,
} from '../../../core/model/cleanup/proc-text.ts';
import { chroma, claude, launcher, made, memServer, worker } from './zoo.ts';

test('the line of a process is read whatever its name is', () => {
  const line = (name: string) =>
    `4711 (${name}) S 1 4711 4700 0 -1 4194560 900 0 1 0 12 7 0 0 20 0 11 0 88231 1000000 1100 18446744073709551615 1 1`;
  for (const name of ['bun', 'a) b (c) S 9', ') ', '']) {
    const expected = { pid: 4_711, parentPid: 1, sessionId: 4_700, terminal: 0, state: 'S', cpuTicks: 19, label: name };
    assert.deepEqual(parseStat(line(name)), { ...expected, startTicks: 88_231 }, name);
  }
  for (const text of [
    '',
    '4711',
    '4711 (x) S',
    '4711 (x) S 1 2 3 x',
    'x (y) S 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1',
  ])
    assert.equal(parseStat(text), null, text);
});

test('noise is nothing: no reader of /proc throws or makes something up', () => {
  const property = fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (noise) => {
    assert.equal(parseStat(noise), null);
    assert.equal(parseControlGroups(`${noise}\nx`), null);
    parseStatus(noise);
    parseArgv(noise);
    connectedSockets(noise);
    socketPeers(noise);
    lockIn(noise);
    canWrite(noise);
    parseUptime(noise);
  });
  fc.assert(property);
});

test('user, memory, command line, uptime, locks and ends of sockets are read as the kernel and ss write them', () => {
  const status = 'Name:\tbun\nUid:\t1000\t1000\t1000\t1000\nGid:\t1\t1\t1\t1\nVmHWM:\t  90 kB\nVmRSS:\t   44032 kB\n';
  assert.deepEqual(parseStatus(status), { uids: [1000, 1000, 1000, 1000], residentBytes: 45_088_768 });
  assert.deepEqual(parseStatus('Name:\tkthreadd\n'), { uids: null, residentBytes: null });
  assert.deepEqual(parseArgv('node\0a b\0\0c\0'), ['node', 'a b', '', 'c']);
  assert.deepEqual(parseArgv(''), []);
  assert.equal(parseUptime('41538.79 79000.12\n'), 41_538_790);
  const lock = (words: string) => `pos:\t0\nflags:\t02100002\nlock:\t${words} 9456 fe:00:215 128 128\n`;
  assert.equal(lockIn(lock('1: POSIX  ADVISORY  READ')), 'READ');
  assert.equal(lockIn(lock('1: OFDLCK ADVISORY  WRITE')), 'WRITE');
  assert.equal(lockIn(lock('1: -> POSIX  ADVISORY  READ')), null);
  assert.equal(lockIn('pos:\t0\nflags:\t02100002\n'), null);
  assert.deepEqual(
    ['0100000', '0100001', '0100002', '02'].map((flags) => canWrite(`pos:\t0\nflags:\t${flags}\n`)),
    [false, true, true, true],
  );
  assert.equal(canWrite(''), null);
  const listed = [
    'u_str ESTAB  0      0                                     * 3789330 * 0',
    'u_str ESTAB  0      0      /run/user/1000/a b.sock 41 * 42',
    'u_dgr UNCONN 0      0      /run/systemd/notify 17 * 0',
  ];
  assert.deepEqual(
    [...socketPeers(listed.join('\n'))],
    [
      ['3789330', '0'],
      ['41', '42'],
      ['17', '0'],
    ],
  );
  const tcp = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:93AC 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 77 1 0 100 0',
    '   1: 0100007F:93AC 0100007F:E1F2 01 00000000:00000000 00:00000000 00000000  1000        0 78 1 0 20 4',
  ];
  assert.deepEqual(connectedSockets(tcp.join('\n')), ['78']);
});

test('a unit is the innermost scope or service, by systemd’s own hierarchy where there are several', () => {
  const groups = parseControlGroups('4:memory:/other\n1:name=systemd:/user.slice/session-3.scope\n0::/\n');
  assert.deepEqual(groups && unitOf(groups), {
    kind: 'scope',
    name: 'session-3.scope',
    path: '/user.slice/session-3.scope',
  });
  const inApp = '/user.slice/user-1000.slice/user@1000.service/app.slice/app-x@1.service/inner';
  const app = unitOf([{ controllers: '', path: inApp }]);
  assert.deepEqual([app?.name, app !== null && isForeignService(app)], ['app-x@1.service', true]);
  const ours = unitOf([{ controllers: '', path: '/user.slice/user@1000.service/app.slice/membridge.service' }]);
  assert.equal(ours !== null && isForeignService(ours), false);
  assert.deepEqual(unitOf([{ controllers: '', path: '/' }]), { kind: 'none', name: '', path: '/' });
  assert.equal(unitOf([{ controllers: 'memory', path: '/' }]), null);
  for (const path of [
    '/docker/1f2e',
    '/system.slice/docker-1f2e.scope',
    '/system.slice/containerd.service',
    '/machine.slice/machine-debian.scope',
    '/kubepods.slice/kubepods-pod1.slice/cri-containerd-1f.scope',
    '/lxc/debian',
    '/lxc.payload.debian/init.scope',
    '/user.slice/user@1000.service/user.slice/libpod-1.scope',
  ])
    assert.equal(containerPath([{ controllers: '', path }]), path);
  for (const path of ['/', '/user.slice/user-1000.slice/session-3.scope', '/user.slice/app-dockerless-1.scope'])
    assert.equal(containerPath([{ controllers: '', path }]), null, path);
});

test('helpers are known by program and command line together, in every form that was seen', () => {
  const modules = '/home/ann/.npm/_npx/9833c18b2d85bc59/node_modules';
  const known: readonly (readonly [string | null, string, readonly string[]])[] = [
    ['chroma-launcher', launcher.program, launcher.argv],
    ['chroma-launcher', '/usr/bin/uvx', ['uvx', '--from', 'chroma-mcp==0.2.6', 'chroma-mcp']],
    ['chroma', chroma.program, chroma.argv],
    ['claude-mem-mcp', memServer.program, memServer.argv],
    ['claude-mem-mcp', worker.program, ['bun', 'run', memServer.argv[1] ?? '']],
    ['claude-mem-worker', worker.program, worker.argv],
    ['mcp-server', '/usr/bin/node', ['node', `${modules}/@playwright/mcp/cli.js`]],
    ['mcp-server', '/usr/bin/node', ['node', `${modules}/.bin/mcp-server-filesystem`, '/home/ann']],
    ['mcp-launcher', '/usr/bin/node', ['npm exec @modelcontextprotocol/server-github@1.2.3']],
    ['mcp-launcher', '/usr/bin/dash', ['sh', '-c', 'playwright-mcp --headless']],
    [null, '/usr/bin/vim', memServer.argv],
    [null, worker.program, ['bun', worker.argv[1] ?? '', 'start']],
    [null, '/usr/bin/node', ['node', '/home/ann/work/mcp-server.cjs']],
    [null, '/usr/bin/node', ['node', '-r', '/x/hook.js', memServer.argv[1] ?? '']],
    [null, '/usr/bin/node', ['node', `${modules}/typescript/bin/tsc`]],
    [null, '/usr/bin/node', ['npm exec vite']],
    [null, '/usr/bin/python3.13', ['python3', 'train.py', 'chroma-mcp']],
    [null, '/home/ann/.local/bin/uv', ['uv', 'pip', 'install', 'chroma-mcp']],
    [null, '/usr/bin/bash', ['bash', '-c', 'grep playwright-mcp log']],
    [null, claude.program, claude.argv],
  ];
  for (const [helper, program, argv] of known) assert.equal(helperOf({ program, argv }), helper, argv.join(' '));
  for (const helper of [chroma, launcher, memServer, worker]) {
    assert.equal(helperOf({ program: null, argv: helper.argv }), null);
    assert.equal(helperOf({ program: helper.program, argv: null }), null);
  }
});

test('of a command line only what a helper is known by is ever shown', () => {
  const secret = ['--api-key', 'sk-very-secret', 'TOKEN=sk-very-secret', '/home/ann/sk-very-secret'];
  const shown = [chroma, launcher, memServer, worker].map(({ program, argv }) =>
    shownCommand({ program, argv: [...argv, ...secret] }),
  );
  assert.deepEqual(
    shown.map((text) => text.replace(/ \/.*\//, ' … ')),
    ['python3.13 … chroma-mcp', 'uv chroma-mcp', 'node … mcp-server.cjs', 'bun … worker-service.cjs --daemon'],
  );
  const title = shownCommand({
    program: '/usr/bin/node',
    argv: ['npm exec @playwright/mcp@latest --key sk-very-secret'],
  });
  assert.equal(title, 'node @playwright/mcp@latest');
});

test('Claude and editors are known in all their forms, and helpers are neither', () => {
  const owners = [
    claude,
    { ...claude, label: '2.1.72', argv: ['2.1.72'] },
    { label: 'MainThread', program: '/usr/bin/node', argv: ['claude'] },
    { label: 'node', program: '/usr/bin/node', argv: ['node', '/x/node_modules/@anthropic-ai/claude-code/cli.js'] },
    { label: 'node', program: '/usr/bin/node', argv: ['node', '/usr/local/bin/claude', '--resume'] },
    { label: 'code', program: '/usr/share/code/code', argv: ['/usr/share/code/code', '--type=zygote'] },
    { label: 'node', program: '/usr/bin/node', argv: ['/home/ann/.vscode-server/bin/1/node', 'server-main.js'] },
    { label: 'java', program: '/opt/idea/jbr/bin/java', argv: ['java', '-Xmx2g', 'com.intellij.idea.Main'] },
    { label: 'codex', program: '/usr/bin/codex', argv: ['codex'] },
  ];
  for (const owner of owners) assert.ok(isOwner(made(5, owner)), owner.argv.join(' '));
  for (const other of [chroma, launcher, memServer, worker, {}]) assert.ok(!isOwner(made(5, other)));
  assert.ok(!isOwner(made(5, { ...claude, state: 'Z' })));
});
