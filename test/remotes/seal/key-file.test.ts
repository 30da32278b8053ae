import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Encrypter } from 'age-encryption';
import { isFault, type ErrorCode } from '../../../core/model/errors.ts';
import { encodeHeader } from '../../../core/model/sealed-object.ts';
import { newIdentity, unwrapIdentity, wrapIdentity } from '../../../core/remotes/seal/key-file.ts';
import { macOf } from '../../../core/remotes/seal/mac.ts';
import { golden, goldenKey, goldenPassphrase, otherIdentity, otherRepoId } from './sealing-fixtures.ts';

/** Cheap, for tests that open many files. */
const workFactorLogN = 2;
const { identity, repoId } = goldenKey;

async function refused(opening: Promise<string>, code: ErrorCode): Promise<void> {
  await assert.rejects(opening, (error) => isFault(error, code) && error.exit === 8);
}

test('an identity comes back with the passphrase, and with no other', async () => {
  const stored = await wrapIdentity(goldenKey, 'пароль 1', workFactorLogN);
  assert.equal(await unwrapIdentity(stored, 'пароль 1', repoId, 1), identity);
  for (const wrong of ['пароль 2', 'пароль 1 ', '', 'Пароль 1']) {
    await refused(unwrapIdentity(stored, wrong, repoId, 1), 'passphrase-wrong');
  }
});

test('a passphrase is its exact bytes: two Unicode spellings of one text are two passphrases', async () => {
  const [composed, decomposed] = ['й'.normalize('NFC'), 'й'.normalize('NFD')];
  const stored = await wrapIdentity(goldenKey, decomposed, workFactorLogN);
  assert.equal(await unwrapIdentity(stored, decomposed, repoId, 1), identity);
  await refused(unwrapIdentity(stored, composed, repoId, 1), 'passphrase-wrong');
});

test('a passphrase that nobody could type at the prompt of the age tool is refused, and not shown', async () => {
  for (const passphrase of ['', 'secret\n', 'sec\nret', 'sec\u0003ret', 'secret\ud800', 'secret'.repeat(200)]) {
    await assert.rejects(wrapIdentity(goldenKey, passphrase, workFactorLogN), (error) => {
      assert.ok(isFault(error, 'usage') && error.exit === 2);
      return !`${error.stack}`.includes('secret');
    });
  }
});

test('a key file is noticed when it is moved to another number or comes from another project', async () => {
  const stored = await wrapIdentity(goldenKey, 'p', workFactorLogN);
  await refused(unwrapIdentity(stored, 'p', repoId, 2), 'object-damaged');
  await refused(unwrapIdentity(stored, 'p', otherRepoId, 1), 'object-damaged');
});

test('a changed byte never yields an identity: the fault is damage, or a wrong passphrase inside the wrapped key', async () => {
  const stored = await wrapIdentity(goldenKey, 'p', workFactorLogN);
  const text = Buffer.from(stored).toString('latin1');
  const wrappedKeyEnds = text.indexOf('\n---');
  for (let at = 0; at < stored.length; at += 1) {
    const flipped = Uint8Array.from(stored);
    flipped[at] = (flipped[at] ?? 0) ^ 0x01;
    await assert.rejects(unwrapIdentity(flipped, 'p', repoId, 1), (error) => {
      const looksWrong = isFault(error, 'passphrase-wrong') && at < wrappedKeyEnds;
      return looksWrong || isFault(error, 'object-damaged');
    });
  }
  for (const end of [0, 10, 60, 120, stored.length - 1]) {
    await refused(unwrapIdentity(stored.subarray(0, end), 'p', repoId, 1), 'object-damaged');
  }
});

test('a key file that asks for gigabytes is refused before any work', async () => {
  const stored = await wrapIdentity(goldenKey, 'p', workFactorLogN);
  for (const asked of ['19', '20', '64', '999']) {
    const text = Buffer.from(stored).toString('latin1').replace(/ 2\n/, ` ${asked}\n`);
    const startedMs = performance.now();
    await refused(unwrapIdentity(Buffer.from(text, 'latin1'), 'p', repoId, 1), 'object-damaged');
    assert.ok(performance.now() - startedMs < 500);
  }
});

test('what somebody else wrapped under the same passphrase is not believed', async () => {
  const header = (keyId: number, mac: string) => `# membridge1 {"key":"keys/0001.age","keyId":${keyId},"mac":"${mac}"}`;
  const right = encodeHeader({
    kind: 'sealed',
    key: 'keys/0001.age',
    keyId: 1,
    mac: macOf(identity, repoId)('keys/0001.age', 1, Buffer.from(`${identity}\n`)),
  });
  const wrapped = async (text: string) => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase('p');
    encrypter.setScryptWorkFactor(workFactorLogN);
    return await encrypter.encrypt(text);
  };
  assert.equal(await unwrapIdentity(await wrapped(`# ${right}\n${identity}\n`), 'p', repoId, 1), identity);
  const others = [
    `${identity}\n`,
    `${right}\n${identity}\n`,
    `# ${right}\n${otherIdentity}\n`,
    `# ${right}\n${identity}`,
    `# ${right}\n${identity}\n${identity}\n`,
    `# ${right}\n`,
    `${header(1, '00'.repeat(32))}\n${identity}\n`,
  ];
  for (const text of others) await refused(unwrapIdentity(await wrapped(text), 'p', repoId, 1), 'object-damaged');
});

test('the golden key file opens with the default work factor', async () => {
  assert.equal(await unwrapIdentity(await golden('keys-0001.age'), goldenPassphrase, repoId, 1), identity);
  await refused(unwrapIdentity(await golden('keys-0001.age'), 'wrong', repoId, 1), 'passphrase-wrong');
});

test('every new identity is another one', async () => {
  const identities = await Promise.all([newIdentity(), newIdentity()]);
  assert.notEqual(identities[0], identities[1]);
  for (const one of identities) assert.match(one, /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/);
});
