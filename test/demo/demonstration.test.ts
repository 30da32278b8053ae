import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import { demonstrate } from '../../core/demo/demonstration.ts';
import { pageOn } from '../../core/demo/page.ts';
import { systemTools } from '../../core/host/compose/tools.ts';
import type { Watch } from '../../core/engine/machine.ts';
import { fail, isFault } from '../../core/model/errors.ts';
import { textIn } from '../../core/text/text.ts';

/** Runs the demonstration into `lines`; the folder it made goes with the test. */
async function shown(t: TestContext, watch: Watch): Promise<{ lines: string[]; error: unknown; folder: string }> {
  const lines: string[] = [];
  const page = pageOn((line) => lines.push(line), { hasColours: false, columns: 80 });
  let folder = '';
  t.after(() => rm(folder, { recursive: true, force: true }));
  const keep = (opened: string) => (folder = opened);
  const error: unknown = await demonstrate({ tools: systemTools(), text: textIn('en'), page, watch }, keep).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { lines, error, folder };
}

test('a fault that the story does not tell ends it as unexpected, with its sentence, and its folder stays', async (t) => {
  const progress = {
    phase: () => {
      throw fail('remote-denied', { where: '/mnt/stick', reason: 'it is read-only' });
    },
    advance: () => {},
  };
  const { lines, error, folder } = await shown(t, { progress });
  assert.ok(isFault(error, 'unexpected'), String(error));
  assert.match(error.data.detail, /remote-denied .*\/mnt\/stick does not let us in: it is read-only/);
  assert.ok(isFault(error.cause, 'remote-denied'));
  assert.ok(existsSync(folder));
  assert.ok(!lines.some((line) => line.startsWith(' 3 ')), 'it went on to the next step');
});

test('a stop ends it between two steps as interrupted', async (t) => {
  const { lines, error } = await shown(t, { signal: AbortSignal.abort() });
  assert.ok(isFault(error, 'interrupted'), String(error));
  assert.ok(!lines.some((line) => line.startsWith(' 1 ')));
});
