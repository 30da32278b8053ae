import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keptSessions, type KeptSession } from '../../../core/host/api/sessions.ts';
import { sessionFile } from '../../../core/host/compose/session-file.ts';
import { systemRandom } from '../../../core/platform/random.ts';
import { fakeClock } from '../../support/fake-clock.ts';

const dayMs = 24 * 3_600_000;

test('a browser that was let in is known after a restart; its token is kept nowhere', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'membridge-sessions-'));
  t.after(() => rmSync(home, { recursive: true }));
  const clock = fakeClock({ sleep: 'when-told' });
  const begun = () => keptSessions(sessionFile(home), clock, systemRandom);
  const token = begun().open();
  assert.ok(begun().has(token));
  assert.ok(!begun().has(`${token}0`) && !begun().has(''));
  const path = join(home, 'panel-sessions.json');
  const text = readFileSync(path, 'utf8');
  assert.ok(text.includes('"hash"') && !text.includes(token));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  for (const broken of ['{', '{"format":1,"sessions":[{"hash":"ab","openedAt":1}]}']) {
    writeFileSync(path, broken);
    assert.ok(!begun().has(token), 'what cannot be read is nobody');
  }
});

test('the oldest of many goes, and each after its season', async () => {
  const clock = fakeClock({ sleep: 'when-told' });
  let kept: readonly KeptSession[] = [];
  const keeper = { read: () => kept, write: (all: readonly KeptSession[]) => void (kept = all) };
  const sessions = keptSessions(keeper, clock, systemRandom);
  const tokens = Array.from({ length: 18 }, () => sessions.open());
  assert.deepEqual(
    tokens.map((token) => sessions.has(token)),
    tokens.map((_, index) => index >= 2),
  );
  assert.equal(kept.length, 16);
  await clock.advance(89 * dayMs);
  const late = sessions.open();
  await clock.advance(2 * dayMs);
  assert.deepEqual([sessions.has(tokens[17] ?? ''), sessions.has(late)], [false, true]);
});
