import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasTrayHost, trayHostArrives, type RunProgram } from '../../electron/tray-host.ts';
import { fakeClock } from '../support/fake-clock.ts';

const missing: RunProgram = () => Promise.reject(new Error('ENOENT'));

test('whoever answers first says whether a bar is there, in the words of each program', async () => {
  const answers: readonly (readonly [string, string, boolean])[] = [
    ['busctl', 'b true\n', true],
    ['busctl', 'b false\n', false],
    ['gdbus', '(true,)\n', true],
    ['gdbus', '(false,)\n', false],
    ['dbus-send', 'method return time=1 sender=org.freedesktop.DBus\n   boolean true\n', true],
    ['dbus-send', '   boolean false\n', false],
  ];
  for (const [program, said, isThere] of answers) {
    const asked: string[] = [];
    const run: RunProgram = (name, args) => {
      asked.push([name, ...args].join(' '));
      return name === program ? Promise.resolve(said) : missing(name, args);
    };
    assert.equal(await hasTrayHost('linux', run), isThere, `${program}: ${said}`);
    assert.match(asked.at(-1) ?? '', /NameHasOwner.+org\.kde\.StatusNotifierWatcher/);
  }
});

test('where nobody can say, an icon counts as unseen; macOS and Windows always have a bar', async () => {
  assert.equal(await hasTrayHost('linux', missing), false);
  for (const platform of ['darwin', 'win32'] as const) assert.equal(await hasTrayHost(platform, missing), true);
});

test('a bar that comes later is seen, and nobody asks after the end', async () => {
  const clock = fakeClock();
  let asked = 0;
  const run: RunProgram = async () => ((asked += 1) < 40 ? 'b false' : 'b true');
  assert.equal(await trayHostArrives('linux', clock, new AbortController().signal, run), 'here');
  assert.equal(asked, 40);
  // Often in the first minutes, after that once in one.
  assert.equal(clock.monotonicMs(), 24 * 5_000 + 16 * 60_000);
  assert.equal(await trayHostArrives('linux', clock, AbortSignal.abort(), run), 'ended');
  assert.equal(asked, 40);
});
