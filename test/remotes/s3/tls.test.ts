import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { missingCommands } from '../../support/daemons.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { remoteAt, scriptedStore } from './scripted-store.ts';

test('a store with a certificate of its own is refused by name, and let in with its authority', async (t) => {
  if (missingCommands(['openssl']).length > 0) return t.skip('needs openssl: apt-get install openssl');
  const folder = await scratchFolder(t, 'tls');
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'ignore',
  });
  const [key, cert] = [readFileSync(keyFile, 'utf8'), readFileSync(certFile, 'utf8')];
  const server = createServer({ key, cert }, (_request, response) => response.setHeader('etag', '"e"').end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reasonOf = (remote: ReturnType<typeof remoteAt>) =>
    remote.get('a', 10).then(
      () => 'none',
      (error: unknown) => (isFault(error, 'remote-denied') ? error.data.reason : String(error)),
    );
  assert.equal(await reasonOf(remoteAt(endpoint)), 'certificate');
  assert.equal(await reasonOf(remoteAt(endpoint, { ca: cert })), 'none');
  const plain = await scriptedStore(t, ({ answer }) => answer(200));
  assert.equal(await reasonOf(remoteAt(plain.endpoint.replace('http', 'https'))), 'not-tls');
});
