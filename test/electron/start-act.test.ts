import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startAct, startPath, startWords } from '../../electron/start-act.ts';

test('a second start opens the window of the first; the words of the desktop entry ask for more', () => {
  const words = ['/opt/Membridge/membridge-tray', '--home', '/h', '--no-sandbox'];
  assert.deepEqual(startAct(words), { kind: 'open', path: null });
  assert.deepEqual(startAct([startWords.settings, ...words]), { kind: 'open', path: '/settings' });
  assert.deepEqual(startAct([...words, startWords.sync]), { kind: 'wake' });
  assert.deepEqual(startAct([...words, startWords.sync, startWords.quit]), { kind: 'quit' });
  assert.deepEqual([[], [startWords.settings], [startWords.sync]].map(startPath), [null, '/settings', null]);
});
