import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { distWish } from '../../build/pack/dist-words.ts';
import { followUpdates } from '../../electron/compose-updates.ts';
import { speechOf } from '../../electron/speech.ts';
import { updatesOf } from '../../electron/updates.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const signed =
  'provider: generic\nurl: https://updates.example/m\nupdaterCacheDirName: m-updater\npublisherName:\n  - A Person\n';

test('an app looks for a newer one only where it was packed for a feed over https and a signature is checked', () => {
  const on = (platform: NodeJS.Platform, feed: string | null, isPackaged = true) => {
    const updates = updatesOf({ platform, isPackaged, feed });
    return updates.kind === 'on' ? 'on' : updates.why;
  };
  assert.equal(on('win32', signed), 'on');
  assert.equal(on('darwin', signed), 'on');
  assert.equal(on('darwin', signed.replace('publisherName:\n  - A Person\n', '')), 'on');
  assert.equal(on('win32', signed.replace('publisherName:\n  - A Person\n', '')), 'unsigned');
  assert.equal(on('win32', signed.replace('  - A Person\n', '')), 'unsigned');
  assert.equal(on('linux', signed), 'unsigned');
  assert.equal(on('win32', signed.replace('https:', 'http:')), 'not-https');
  assert.equal(on('win32', `${signed}url: http://other.example\n`), 'not-https');
  assert.equal(on('darwin', signed.replace('generic', 'github')), 'no-feed');
  assert.equal(on('darwin', 'no yaml at all'), 'no-feed');
  assert.equal(on('darwin', null), 'no-feed');
  assert.equal(on('darwin', signed, false), 'not-packed');
});

test('without a feed the updater is never loaded; with one it looks later, once a day, and tells in a notification', async (t) => {
  const resources = await scratchFolder(t, 'feed');
  const clock = fakeClock();
  const ended = new AbortController();
  const told: unknown[] = [];
  const parts = {
    platform: 'darwin' as const,
    isPackaged: true,
    resources,
    clock,
    speech: speechOf('uk'),
    signal: ended.signal,
    load: async () => ({
      checkForUpdatesAndNotify: async (note: unknown) => {
        told.push(note);
        if (told.length === 1) throw new Error('the feed is away');
        if (told.length === 2) ended.abort();
        return null;
      },
    }),
  };
  const never = async () => assert.fail('it was loaded');
  assert.deepEqual(await followUpdates({ ...parts, load: never }), { kind: 'off', why: 'no-feed' });
  await writeFile(join(resources, 'app-update.yml'), signed);
  const from = clock.now();
  assert.deepEqual(await followUpdates(parts), { kind: 'on' });
  const [, note] = told;
  assert.match(JSON.stringify(note), /Нова версія Membridge готова.*\{version\}/);
  assert.deepEqual([told.length, clock.now() - from], [2, 24 * 60 * 60_000 + 10 * 60_000]);
});

test('the name of a feed is taken only over https, on systems that check signatures, and with a certificate', () => {
  const why = (platform: string, feed: string, hasCertificate = true) => {
    const wish = distWish(['--feed', feed], platform, 'arm64', hasCertificate);
    return wish.kind === 'wrong' ? wish.why : wish.kind === 'pack' ? wish.feed : wish.kind;
  };
  assert.equal(why('darwin', 'https://u.example/m'), 'https://u.example/m');
  assert.match(String(why('darwin', 'http://u.example/m')), /https/);
  assert.match(String(why('linux', 'https://u.example/m')), /Linux/);
  assert.match(String(why('win32', 'https://u.example/m', false)), /CSC_LINK/);
});
