import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { runInTerminal, type Answer } from '../support/pseudo-terminal.ts';
import { addPrompt, emptyPlace, environmentIn, machines, passphrase, promptTexts } from './machines.ts';

const program = join(import.meta.dirname, '..', '..', 'core', 'cli', 'main.ts');
const python = spawnSync('python3', ['--version']).status === 0;
const needed = python ? false : 'needs python3: install it to have a pseudo terminal';

/** One command in a terminal of its own, its questions answered in order. */
function inTerminal(root: string, command: string, answers: readonly Answer[]) {
  const given = Object.entries(environmentIn(root)).map(
    ([name, value]) => `${name}='${String(value).replaceAll("'", "'\\''")}'`,
  );
  return runInTerminal(`env -i TERM=xterm ${given.join(' ')} '${process.execPath}' '${program}' ${command}`, {
    folder: root,
    answers,
    timeoutMs: 60_000,
  });
}

test(
  'on a terminal init asks twice for a new passphrase without showing it, then for a yes',
  { skip: needed },
  async (t) => {
    const { root, laptop } = await emptyPlace(t);
    const { exitCode, shown } = await inTerminal(root, `init --folder shared --home '${laptop.home}' --label laptop`, [
      { prompt: 'New passphrase', typed: passphrase },
      { prompt: 'same again', typed: passphrase },
      { prompt: 'Connect?', typed: 'y' },
    ]);
    assert.equal(exitCode, 0, shown);
    assert.equal(shown.includes('horse'), false, shown);
    assert.match(shown, /upload 0 rows, bring 0 rows, delete 0[^]*Connected: the project "mem" was made/);
  },
);

test('two passphrases that differ, and a no, connect nothing', { skip: needed }, async (t) => {
  const { root, laptop } = await emptyPlace(t);
  const differing = await inTerminal(root, `init --folder shared --home '${laptop.home}'`, [
    { prompt: 'New passphrase', typed: 'one' },
    { prompt: 'same again', typed: 'two' },
  ]);
  assert.equal(differing.exitCode, 2);
  assert.match(differing.shown, /passphrases differ/);
  const refused = await inTerminal(root, `init --folder shared --no-encryption --home '${laptop.home}'`, [
    { prompt: 'Connect?', typed: 'n' },
  ]);
  assert.equal(refused.exitCode, 0);
  assert.match(refused.shown, /WITHOUT ENCRYPTION[^]*Nothing was changed/);
});

test('a force shows its plan and waits for a yes; progress is drawn on the terminal', { skip: needed }, async (t) => {
  const { root, laptop, board } = await machines(t);
  addPrompt(laptop.database, 'laptop');
  addPrompt(board.database, 'board');
  assert.equal((await laptop.run('push')).code, 0);
  const command = `pull --replace --home '${board.home}'`;
  const no = await inTerminal(root, command, [{ prompt: 'Replace the memory', typed: '' }]);
  assert.match(no.shown, /Would take revision 2 of laptop[^]*would be set aside[^]*Nothing was changed/);
  assert.deepEqual(promptTexts(board.database), ['board']);
  const yes = await inTerminal(root, command, [{ prompt: 'Replace the memory', typed: 'yes' }]);
  assert.equal(yes.exitCode, 0, yes.shown);
  assert.match(yes.shown, /Fetching +█+░* +100 %/);
  assert.match(yes.shown, /set aside as r\d/);
  assert.deepEqual(promptTexts(board.database), ['laptop']);
});

test('Ctrl-C at a question is exit 130 and changes nothing', { skip: needed }, async (t) => {
  const { root, board } = await machines(t);
  const cut = await inTerminal(root, `restore v1 --home '${board.home}'`, [{ prompt: 'Restore it?', typed: '\u0003' }]);
  assert.equal(cut.exitCode, 130, cut.shown);
  assert.match(cut.shown, /Stopped on request/);
});

test(
  'both lines of a new passphrase may be pasted at once, and a mistake is taken back by backspace',
  { skip: needed },
  async (t) => {
    const { root, laptop } = await emptyPlace(t);
    const { exitCode, shown } = await inTerminal(root, `init --folder shared --yes --home '${laptop.home}'`, [
      { prompt: 'New passphrase', typed: 'correct horsf\u007fe\rcorrect horse' },
    ]);
    assert.equal(exitCode, 0, shown);
  },
);
