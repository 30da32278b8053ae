import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { checkPinned, encodeProjectFile, parseProjectFile } from '../../core/model/project-file.ts';
import { golden, goldenKey, otherRepoId } from '../remotes/seal/sealing-fixtures.ts';

for (const name of ['project-age.json', 'project-none.json']) {
  test(`the golden ${name} is read, and written again byte for byte`, async () => {
    const text = (await golden(name)).toString();
    const file = parseProjectFile(text);
    assert.equal(file.encryption, name === 'project-age.json' ? 'age' : 'none');
    assert.equal(file.repoId, goldenKey.repoId);
    assert.equal(encodeProjectFile(file), text);
  });
}

test('fields that a later version added are passed over', async () => {
  const stored: Record<string, unknown> = JSON.parse((await golden('project-age.json')).toString());
  const file = parseProjectFile(JSON.stringify({ ...stored, added: { later: true } }));
  assert.equal(file.encryption, 'age');
  assert.equal('added' in file, false);
});

test('a later major format is format-unknown, anything else out of order is object-damaged', async () => {
  const stored: Record<string, unknown> = JSON.parse((await golden('project-age.json')).toString());
  const reading = (change: object) => () => parseProjectFile(JSON.stringify({ ...stored, ...change }));
  assert.throws(reading({ format: 2 }), (error) => isFault(error, 'format-unknown'));
  const damages = [
    { repoId: 'short' },
    { encryption: 'rot13' },
    { encryption: 'none' },
    { kdf: null },
    { kdf: { name: 'scrypt', workFactorLogN: 19 } },
    { mode: 'other' },
    { kind: 'head' },
    { createdBy: 'my-laptop' },
  ];
  for (const change of damages) {
    assert.throws(reading(change), (error) => isFault(error, 'object-damaged'), JSON.stringify(change));
  }
  assert.throws(
    () => parseProjectFile('{'),
    (error) => isFault(error, 'object-damaged'),
  );
});

test('a pinned project is not mistaken for another, nor its encryption switched in the bucket', async () => {
  const age = parseProjectFile((await golden('project-age.json')).toString());
  const none = parseProjectFile((await golden('project-none.json')).toString());
  const { repoId } = goldenKey;
  checkPinned(age, { repoId, encryption: 'age', mode: age.mode }, 'here');
  checkPinned(none, { repoId, encryption: 'none', mode: none.mode }, 'here');
  const fault = (act: () => void, code: 'remote-foreign' | 'encryption-switched' | 'object-damaged') =>
    assert.throws(act, (error) => isFault(error, code) && error.exit === 8);
  fault(() => checkPinned(age, { repoId: otherRepoId, encryption: 'age', mode: age.mode }, 'here'), 'remote-foreign');
  fault(() => checkPinned(none, { repoId, encryption: 'age', mode: age.mode }, 'here'), 'encryption-switched');
  fault(() => checkPinned(age, { repoId, encryption: 'none', mode: none.mode }, 'here'), 'encryption-switched');
  const otherMode = age.mode === 'mirror' ? 'merge' : 'mirror';
  fault(
    () => checkPinned({ ...age, mode: otherMode }, { repoId, encryption: 'age', mode: age.mode }, 'here'),
    'object-damaged',
  );
});
