import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { isFault } from '../../core/model/errors.ts';
import { projectIdOf, type Instant, type Sha256 } from '../../core/model/ids.ts';
import {
  encodeLegacyJson,
  encodeLegacySha256,
  legacyIdOf,
  legacyKeys,
  legacyTime,
  lockEndsAt,
  parseLegacyLease,
  parseLegacyLock,
  parseLegacyManifest,
  parseLegacySha256,
} from '../../core/model/legacy.ts';

const golden = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', 'fixtures', 'formats', 'legacy', name), 'utf8');

test('the objects that Python wrote are read, and ours are byte for byte like them', () => {
  const manifest = parseLegacyManifest('manifest.json', golden('manifest.json'));
  assert.deepEqual([manifest.project, manifest.tables, manifest.db_size], ["пам'ять", 31, 2_400_256]);
  assert.equal(encodeLegacyJson(manifest), golden('manifest.json'));
  const lock = parseLegacyLock('active.lock', golden('active.lock'));
  const whole = { ...lock, project: 'mem', canonical_id: '6fe2e0f6071ac2bb' };
  assert.equal(encodeLegacyJson(whole as Record<string, string | number>), golden('active.lock'));
  assert.deepEqual(parseLegacyLease('lease.json', golden('lease.json')).primary_node_id, 'pi-4');
  const sum = parseLegacySha256('sum', golden('claude-mem.db.sha256'));
  assert.equal(encodeLegacySha256(sum), golden('claude-mem.db.sha256'));
  assert.equal(legacyTime(Date.UTC(2026, 1, 26, 10, 0, 0, 123) as Instant), '2026-02-26T10:00:00.123000+00:00');
});

test('names follow from the id, and only an id is one', () => {
  assert.equal(legacyKeys(projectIdOf('mem')).database, 'projects/6fe2e0f6071ac2bb/sqlite/claude-mem.db');
  assert.equal(legacyIdOf('21c2e59531c8c9ee'), '21c2e59531c8c9ee');
  for (const name of ['..', '', '21C2E59531C8C9EE', '21c2e59531c8c9ee/', 'x'.repeat(16)])
    assert.equal(legacyIdOf(name), null);
});

test('what is no checksum is refused', () => {
  const parse = (text: string) => parseLegacySha256('sum', text);
  assert.equal(parse(` ${'AB'.repeat(32)}\tx`), 'ab'.repeat(32) as Sha256);
  for (const text of ['', '\n', 'ab'.repeat(31), `${'ab'.repeat(32)}x`, '<html>', '\0'.repeat(64)])
    assert.throws(
      () => parse(text),
      (error) => isFault(error, 'object-damaged'),
    );
});

test('a lock ends by its own time, or by the time the store took it where its writer had no clock', () => {
  const now = Date.UTC(2026, 5, 1) as Instant;
  const stored = (now - 1_000_000) as Instant;
  const life = 7_260_000;
  assert.equal(lockEndsAt({ hostname: 'a', timestamp: now / 1_000 - 60 }, stored, now), now - 60_000 + life);
  assert.equal(lockEndsAt({ hostname: 'a', timestamp: 3_600 }, stored, now), stored + life);
  assert.equal(lockEndsAt(null, stored, now), stored + life);
  assert.equal(lockEndsAt(null, null, now), now + life);
});
