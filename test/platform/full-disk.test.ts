import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { scratchFolder } from '../support/scratch-folder.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, '..', 'support', 'full-disk-child.ts');
/** A mount that only this process and its children see, so it needs no clean-up; for others than root in a user namespace. */
const privately = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];

test('a full disk is one fault everywhere, what was there stays whole, and the log stops nobody', async (t) => {
  try {
    await run('unshare', [...privately, 'true']);
  } catch {
    return t.skip('needs a private mount: Linux with unshare, as root or with user namespaces allowed');
  }
  const folder = await scratchFolder(t, 'full');
  const script = 'mount -t tmpfs -o size=2m none "$1" && exec "$2" "$3" "$1"';
  const { stdout } = await run('unshare', [...privately, 'sh', '-c', script, 'sh', folder, process.execPath, program]);
  const full = 'disk-full';
  assert.deepEqual(JSON.parse(stdout), {
    said: { settings: full, secrets: full, state: full, scratch: full, copy: full, hand: full, space: full },
    kept: { settings: 47_780, identity: 'kept', grade: 'kept', half: [] },
    reopened: 'as-it-was',
  });
});
