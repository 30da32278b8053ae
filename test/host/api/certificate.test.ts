import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { ownCertificate } from '../../../core/host/api/certificate.ts';
import { hostNames } from '../../../core/host/api/guard.ts';
import { serve, type Serving } from '../../../core/host/api/server.ts';
import { systemClock } from '../../../core/platform/clock.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { apiScene, rightToken } from './api-scene.ts';

const names = ['127.0.0.1', '::1', '192.168.1.20', 'board', 'board.local'];
const dayMs = 86_400_000;

test('a certificate is made once, for the addresses and names of the machine, readable to its owner alone', async (t) => {
  const { path, folder } = await placeOf(t);
  const tools = { clock: systemClock, random: systemRandom };
  const made = await ownCertificate(path, names, tools);
  const parsed = new X509Certificate(made.cert);
  assert.equal(parsed.publicKey.asymmetricKeyType, 'ec');
  for (const name of ['board', 'board.local']) assert.equal(parsed.checkHost(name), name);
  for (const address of ['127.0.0.1', '::1', '192.168.1.20']) assert.equal(parsed.checkIP(address), address);
  assert.equal(parsed.checkHost('evil.example'), undefined);
  assert.match(made.fingerprint, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  if (process.platform !== 'win32') assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await ownCertificate(path, names, tools), made, 'the same the next time');
  assert.deepEqual(await ownCertificate(path, ['127.0.0.1'], tools), made, 'fewer names are no reason for a new one');
  assert.deepEqual(await readdir(folder), ['lan.pem']);
});

test('a certificate is made anew for a new address, before its end, and when its file is not sound', async (t) => {
  const { path } = await placeOf(t);
  const clock = fakeClock({ startAt: Date.now() });
  const tools = { clock, random: systemRandom };
  const first = await ownCertificate(path, names, tools);
  const moved = await ownCertificate(path, [...names, '192.168.1.21'], tools);
  assert.notEqual(moved.fingerprint, first.fingerprint);
  const leftDays = Math.floor((moved.validUntil - clock.now()) / dayMs);
  assert.ok(leftDays > 700 && leftDays < 825, String(leftDays));
  await clock.advance((leftDays - 32) * dayMs);
  assert.equal(
    (await ownCertificate(path, names, tools)).fingerprint,
    moved.fingerprint,
    'a month before it is still good',
  );
  await clock.advance(3 * dayMs);
  const renewed = await ownCertificate(path, names, tools);
  assert.notEqual(renewed.fingerprint, moved.fingerprint);
  for (const damage of [
    '',
    'not PEM',
    (await readFile(path, 'utf8')).replace('CERTIFICATE-----\nMII', 'CERTIFICATE-----\nAAA'),
  ]) {
    await writeFile(path, damage);
    const again = await ownCertificate(path, names, tools);
    assert.notEqual(again.fingerprint, renewed.fingerprint);
    assert.equal((await ownCertificate(path, names, tools)).fingerprint, again.fingerprint);
  }
});

test('a certificate beside a key that is not its own is not used', async (t) => {
  const { path } = await placeOf(t);
  const tools = { clock: systemClock, random: systemRandom };
  const one = await ownCertificate(path, names, tools);
  await rm(path);
  const two = await ownCertificate(path, names, tools);
  await writeFile(path, one.key + two.cert);
  assert.notEqual((await ownCertificate(path, names, tools)).fingerprint, two.fingerprint);
});

test('over TLS the API answers whoever knows the fingerprint, and plain HTTP gets nothing', async (t) => {
  const { path } = await placeOf(t);
  const tls = await ownCertificate(path, names, { clock: systemClock, random: systemRandom });
  let serving: Serving | null = null;
  const scene = apiScene({ hostsAllowed: () => hostNames(serving?.port ?? 0) });
  serving = await serve(scene.handler, { address: '127.0.0.1', port: 0, tls, clock: systemClock });
  const { port, close } = serving;
  t.after(() => close(0));
  const seen = await new Promise<{ status: number | undefined; fingerprint: string; protocol: string | null }>(
    (resolve, reject) => {
      const headers = { authorization: `Bearer ${rightToken}`, origin: `https://127.0.0.1:${port}` };
      const asked = request(
        { host: '127.0.0.1', port, path: '/api/status', ca: tls.cert, headers, agent: false },
        (answer) => {
          const socket = answer.socket as import('node:tls').TLSSocket;
          const fingerprint = socket.getPeerCertificate().fingerprint256;
          const protocol = socket.getProtocol();
          answer.resume().once('end', () => resolve({ status: answer.statusCode, fingerprint, protocol }));
        },
      );
      asked.once('error', reject).end();
    },
  );
  assert.deepEqual(seen, { status: 200, fingerprint: tls.fingerprint, protocol: 'TLSv1.3' });
  await assert.rejects(fetch(`http://127.0.0.1:${port}/health`));
});

async function placeOf(t: TestContext): Promise<{ path: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'membridge-certificate-'));
  t.after(() => rm(folder, { recursive: true }));
  return { path: join(folder, 'lan.pem'), folder };
}
