import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import test from 'node:test';
import { assertFolderKept, person } from './person.ts';

const settings = '{ "model": "opus" }';

const broken: readonly { what: string; text: string | Buffer; says: RegExp }[] = [
  { what: 'half a file', text: '{"model": "op', says: /it is not JSON/ },
  { what: 'a list', text: '[]', says: /no object/ },
  { what: 'bytes that are no text', text: Buffer.from([0x7b, 0xff, 0x7d]), says: /UTF-8/ },
  { what: 'hooks of another form', text: '{"hooks": []}', says: /"hooks" is no object/ },
];
for (const { what, text, says } of broken) {
  test(`${what} is refused with exit 2, and nothing is written`, async (t) => {
    const me = await person(t, text);
    for (const command of [['install', '--yes'], ['uninstall', '--yes'], ['status']]) {
      const ran = await me.run(...command, '--json');
      assert.deepEqual([ran.code, ran.json.error.code], [2, 'person-file-unusable'], command.join(' '));
      assert.match(ran.json.error.message, says);
    }
    assert.deepEqual(readFileSync(me.settings), Buffer.from(text));
    assertFolderKept(me);
  });
}

test('without a terminal and without --yes nothing is written, and without Claude Code its folder is not made', async (t) => {
  const me = await person(t, settings);
  const ran = await me.run('install', '--json');
  assert.deepEqual([ran.code, ran.json.error.code], [2, 'confirmation-needed']);
  assert.equal(me.read(), settings);
  rmSync(me.folder, { recursive: true });
  const none = await me.run('install', '--yes', '--json');
  assert.deepEqual([none.code, none.json.error.code], [2, 'claude-code-missing']);
  assert.equal(existsSync(me.folder), false);
});
