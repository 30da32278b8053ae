import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { startFace, type StartFacts } from '../../core/cli/start-face.ts';

/** A person at the screen of a Linux machine. */
const atScreen: StartFacts = {
  platform: 'linux',
  env: { DISPLAY: ':0' },
  isHeadless: false,
  isJson: false,
  isInteractive: true,
  electron: 'ready',
};

test('at a screen the tray starts where its program is there, else the panel opens in the browser', () => {
  assert.deepEqual(startFace(atScreen), { kind: 'tray' });
  assert.deepEqual(startFace({ ...atScreen, electron: 'not-fetched' }), { kind: 'browser', why: 'not-fetched' });
  assert.deepEqual(startFace({ ...atScreen, electron: 'absent' }), { kind: 'browser', why: 'absent' });
});

test('a screen is one of X or Wayland, and always there on macOS and Windows', () => {
  assert.equal(startFace({ ...atScreen, env: { WAYLAND_DISPLAY: 'wayland-0' } }).kind, 'tray');
  for (const env of [{}, { DISPLAY: '', WAYLAND_DISPLAY: '' }])
    assert.deepEqual(startFace({ ...atScreen, env }), { kind: 'print', why: 'no-screen' });
  for (const platform of ['darwin', 'win32'] as const)
    assert.equal(startFace({ ...atScreen, platform, env: {} }).kind, 'tray');
});

test('whoever comes over ssh is told by print, also with a forwarded screen', () => {
  for (const env of [{ SSH_CONNECTION: '10.0.0.2 5 10.0.0.1 22' }, { SSH_TTY: '/dev/pts/1' }])
    for (const platform of ['linux', 'darwin'] as const)
      assert.deepEqual(startFace({ ...atScreen, platform, env: { ...atScreen.env, ...env } }), {
        kind: 'print',
        why: 'ssh',
      });
});

test('a script, a pipe and a CI run open nothing', () => {
  const scripts = [{ isJson: true }, { isInteractive: false }, { env: { DISPLAY: ':0', CI: 'true' } }];
  for (const more of scripts) assert.deepEqual(startFace({ ...atScreen, ...more }), { kind: 'print', why: 'script' });
});

test('--headless prints only, wherever it is said', () => {
  const anyFacts: fc.Arbitrary<StartFacts> = fc.record({
    platform: fc.constantFrom('linux' as const, 'darwin' as const, 'win32' as const),
    env: fc.record({ DISPLAY: fc.constantFrom(undefined, ':0'), SSH_TTY: fc.constantFrom(undefined, '/dev/pts/1') }),
    isHeadless: fc.constant(true),
    isJson: fc.boolean(),
    isInteractive: fc.boolean(),
    electron: fc.constantFrom('ready' as const, 'not-fetched' as const, 'absent' as const),
  });
  fc.assert(
    fc.property(anyFacts, (facts) => {
      assert.deepEqual(startFace(facts), { kind: 'print', why: 'headless' });
    }),
  );
});
