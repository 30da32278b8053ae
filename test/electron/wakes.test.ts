// oxlint-disable-next-line import/no-unassigned-import -- first: from here on `electron` is the stand-in
import './stand-in/hooks-script.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeClock } from '../support/fake-clock.ts';
import { machine } from './stand-in/desk.ts';

// Imports are resolved before the first line is run.
const { idleMsMin, watchPerson } = await import('../../electron/wakes.ts');

test('whoever comes back is met: unlock, resume, a focused window, the end of a pause, a network', async () => {
  const clock = fakeClock({ sleep: 'when-told' });
  const end = new AbortController();
  const woken: string[] = [];
  watchPerson(clock, (reason) => woken.push(reason), end.signal);
  const wokenBy = async (act: () => void | Promise<void>) => {
    woken.length = 0;
    await act();
    return woken.join(' ');
  };
  const look = async () => {
    await clock.advance(30_000);
    for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
  };
  assert.equal(await wokenBy(() => void machine.emitters.get('powerMonitor')?.emit('unlock-screen')), 'resume');
  assert.equal(await wokenBy(() => void machine.emitters.get('powerMonitor')?.emit('resume')), 'resume');
  assert.equal(await wokenBy(() => void machine.emitters.get('app')?.emit('browser-window-focus')), 'focus');

  // At work, a short pause, a long one: only its end is a return.
  assert.equal(await wokenBy(look), '');
  machine.idleSeconds = idleMsMin / 1_000 - 1;
  assert.equal(await wokenBy(look), '');
  machine.idleSeconds = 0;
  assert.equal(await wokenBy(look), '');
  machine.idleSeconds = idleMsMin / 1_000;
  assert.equal(await wokenBy(look), '');
  machine.idleSeconds = 3;
  assert.equal(await wokenBy(look), 'focus');
  assert.equal(await wokenBy(look), '');

  machine.isOnline = false;
  assert.equal(await wokenBy(look), '');
  machine.isOnline = true;
  assert.equal(await wokenBy(look), 'network');
  assert.equal(await wokenBy(look), '');

  end.abort();
  machine.isOnline = false;
  await look();
  machine.isOnline = true;
  assert.equal(await wokenBy(look), '', 'nobody looks after the end');
});
