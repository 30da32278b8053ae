/** `membridge run`: one host per home and memory, its doors, its settings. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { readToken } from '../../../core/host/host-file.ts';
import { freePort } from '../../support/free-port.ts';
import { hostProgram, waitFor } from '../../support/host-program.ts';
import { place } from './place.ts';

test('run says one line on stdout; a second host of the home, or of the memory, is refused in a sentence', async (t) => {
  const { root, home, memory, env, run } = await place(t, { memory: true });
  const database = join(memory, 'claude-mem.db');
  const init = (which: string) =>
    run('init', '--folder', join(root, 'shared'), '--no-encryption', '--source', database, '--home', which);
  await mkdir(join(root, 'shared'));
  assert.equal((await init(home)).code, 0);
  const host = await hostProgram(t, { home, env });
  await host.until('the first look', (now) => now.host.state === 'in-sync');
  assert.match(host.stdout(), /^listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  const { port } = await host.place();
  assert.match(host.stdout(), new RegExp(`:${port}\n$`));

  const second = await run('run', '--json', '--home', home);
  assert.deepEqual([second.code, second.json.error.code], [3, 'host-running']);
  const other = join(root, 'other-home');
  assert.equal((await init(other)).code, 0);
  const ofOther = await run('run', '--json', '--home', other);
  assert.deepEqual([ofOther.code, ofOther.json.error.code], [3, 'source-busy']);
  assert.equal(await host.stop(), 0);
  assert.match(host.stdout(), /^listening on \S+\n$/, 'nothing else ever');
});

test('what a killed host left keeps nobody out', async (t) => {
  const { home, env, run } = await place(t, { memory: true });
  const first = await hostProgram(t, { home, env, args: ['start'] });
  await first.until('the first look', (now) => now.host.state === 'in-sync');
  await first.stop('SIGKILL');
  assert.ok(existsSync(join(home, 'host.json')));
  const status = await run('status', '--json', '--home', home);
  assert.deepEqual([status.code, status.json.host, status.json.state], [0, null, 'in-sync']);
  const next = await hostProgram(t, { home, env, args: ['start'] });
  await next.until('in sync again', (now) => now.host.state === 'in-sync');
  assert.equal(await next.stop(), 0);
});

test('an address beyond this machine needs the setting lan, and then is served with TLS under its fingerprint', async (t) => {
  const { home, env, run } = await place(t, { memory: false });
  const port = await freePort();
  for (const [key, value] of Object.entries({ hostAddress: '0.0.0.0', hostPort: String(port) }))
    assert.equal((await run('config', 'set', key, value, '--home', home)).code, 0);
  const refused = await run('run', '--json', '--home', home);
  assert.deepEqual([refused.code, refused.json.error.code], [2, 'lan-off']);
  assert.match(refused.json.error.message, /0\.0\.0\.0/);
  assert.equal((await run('config', 'set', 'lan', 'on', '--home', home)).code, 0);
  const host = await hostProgram(t, { home, env });
  const { lan, address } = await host.place();
  assert.equal(address, '127.0.0.1', 'commands of this machine go the plain way');
  assert.match(lan?.url ?? '', /^https:\/\//);
  await waitFor('the fingerprint', () => host.stderr().includes(lan?.fingerprint ?? 'none'));
  assert.match(lan?.fingerprint ?? '', /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  const token = (await readToken(await host.place())) ?? '';
  const far = (path: string, body?: object) => askOverTls(Number(new URL(lan?.url ?? '').port), token, path, body);
  // Even this machine itself is far where it comes in by the door to the network.
  assert.equal((await far('/api/board')).body['mayAct'], false);
  for (const act of ['apply', 'confirm', 'revert']) {
    const { status, body } = await far(`/api/board/${act}`, {});
    assert.deepEqual([status, body['error'].code], [403, 'board-far'], act);
  }
  assert.equal(await host.stop(), 0);
});

/** Asks the door to the network, whose certificate is its own. */
function askOverTls(
  port: number,
  token: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number | undefined; readonly body: ReturnType<typeof JSON.parse> }> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        rejectUnauthorized: false,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode, body: JSON.parse(text) }));
      },
    );
    asking.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

test('settings that cannot be read are told, exit 2; broken under a running host they are an error that mends itself', async (t) => {
  const { home, env, run } = await place(t, { memory: true });
  const host = await hostProgram(t, { home, env, args: ['start'] });
  await host.until('the first look', (now) => now.host.state === 'in-sync');
  const file = join(home, 'settings.json');
  const good = await readFile(file, 'utf8');
  await writeFile(file, '{');
  const client = await host.client();
  await client.wake('person');
  const broken = await host.until('an error', (now) => now.host.state === 'error');
  assert.equal(broken.host.why, 'settings-unreadable');
  await writeFile(file, good);
  await client.wake('person');
  await host.until('in sync again', (now) => now.host.state === 'in-sync');
  assert.equal(await host.stop(), 0);
  await writeFile(file, '{');
  const refused = await run('run', '--json', '--home', home);
  assert.deepEqual([refused.code, refused.json.error.code], [2, 'settings-unreadable']);
});
