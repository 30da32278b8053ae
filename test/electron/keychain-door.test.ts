// oxlint-disable-next-line import/no-unassigned-import -- first: from here on `electron` is the stand-in
import './stand-in/hooks-script.ts';
import assert from 'node:assert/strict';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { keychainThroughDoor, type KeychainDoor } from '../../core/platform/keychain-door.ts';
import { openLetter, sealLetter } from '../../core/platform/keychain-letter.ts';
import type { Keychain } from '../../core/ports/keychain.ts';
import { systemKeychain } from '../../electron/compose-secrets.ts';
import { openKeychainDoor } from '../../electron/compose-keychain.ts';
import { fakeKeychain } from '../support/fake-keychain.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

test('through the door another program seals and opens, and learns in a word why it cannot', async (t) => {
  const { home } = await opened(t, fakeKeychain());
  const through = keychainThroughDoor(home);
  const sealed = await through.seal('planted ключ\n');
  assert.equal(await fakeKeychain().open(sealed), 'planted ключ\n');
  assert.equal(await through.open(sealed), 'planted ключ\n');
  assert.equal(await through.open('AAAA'), null);
  const { home: none } = await opened(
    t,
    systemKeychain(
      {
        isAsyncEncryptionAvailable: async () => true,
        getSelectedStorageBackend: () => 'basic_text',
        encryptStringAsync: () => assert.fail('asked'),
        decryptStringAsync: () => assert.fail('asked'),
      },
      'linux',
    ),
  );
  for (const act of ['seal', 'open'] as const)
    await assert.rejects(
      keychainThroughDoor(none)[act]('x'),
      (error) => isFault(error, 'keychain-unavailable') && error.data.backend === 'basic_text',
    );
});

test('the door lies where only its person reads it, and is gone with the app', async (t) => {
  const { home, path, close } = await opened(t, fakeKeychain());
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  close();
  assert.deepEqual(await readdir(home), []);
  await closedFor(home);
});

test('whoever does not know the key is answered nothing, however the question is written', async (t) => {
  const { door } = await opened(t, fakeKeychain());
  const key = Buffer.from(door.key, 'base64');
  const foreign = Buffer.alloc(key.length, 7);
  const right = sealLetter(key, '', { act: 'open', text: 'x' });
  const flipped = Buffer.from(right.text, 'base64');
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  const bodies = [
    '',
    '{"act":"open","text":"x"}',
    sealLetter(foreign, '', { act: 'open', text: 'x' }).text,
    // An answer is no question.
    sealLetter(key, right.nonce, { act: 'open', text: 'x' }).text,
    sealLetter(key, '', { act: 'list' }).text,
    sealLetter(key, '', { act: 'open', text: 'x', more: 1 }).text,
    flipped.toString('base64'),
    'A'.repeat(200_000),
  ];
  const ask = (body: string) => fetch(`http://127.0.0.1:${door.port}/`, { method: 'POST', body });
  for (const body of bodies) {
    const status = await ask(body).then(
      (answer) => answer.status,
      () => 'cut',
    );
    assert.ok(status === 403 || status === 'cut', body.slice(0, 40));
  }
  const answer = await (await ask(right.text)).text();
  assert.doesNotMatch(answer, /kind|foreign/);
  assert.deepEqual(openLetter(key, right.nonce, answer)?.words, { kind: 'foreign' });
});

test('who took over the port of an app that crashed learns nothing, and is not believed', async (t) => {
  const home = await scratchFolder(t, 'door');
  const heard: string[] = [];
  // It answers as the app did once, with what it heard then.
  const door = { format: 1, pid: 1, port: 0, key: Buffer.alloc(32, 3).toString('base64') };
  const old = sealLetter(Buffer.from(door.key, 'base64'), 'an earlier question', {
    kind: 'done',
    text: 'planted',
  }).text;
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (chunk: string) => heard.push(chunk));
    request.on('end', () => response.end(old));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await writeFile(join(home, 'keychain-door.json'), JSON.stringify({ ...door, port }));
  await closedFor(home);
  assert.equal(heard.length, 1);
  assert.doesNotMatch(Buffer.from(heard.join(''), 'base64').toString('latin1'), /planted|seal/);
});

test('without a door, behind a broken one, and where nobody answers, it says that the app does not run', async (t) => {
  const home = await scratchFolder(t, 'door');
  await closedFor(home);
  const { door, close } = await opened(t, fakeKeychain());
  close();
  for (const text of ['', '{', '[]', JSON.stringify({ ...door, key: 'short' }), JSON.stringify(door)]) {
    await writeFile(join(home, 'keychain-door.json'), text);
    await closedFor(home);
  }
});

async function opened(t: TestContext, keychain: Keychain) {
  const home = await scratchFolder(t, 'door');
  const { close } = await openKeychainDoor(home, keychain);
  t.after(close);
  const path = join(home, 'keychain-door.json');
  return { home, path, close, door: JSON.parse(await readFile(path, 'utf8')) as KeychainDoor };
}

async function closedFor(home: string): Promise<void> {
  await assert.rejects(keychainThroughDoor(home).seal('planted'), (error) => isFault(error, 'keychain-closed'));
}
