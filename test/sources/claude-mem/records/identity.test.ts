import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { ColumnValue } from '../../../../core/model/records/column-value.ts';
import type { KnownKind } from '../../../../core/model/records/kinds.ts';
import { recordKey } from '../../../../core/model/records/record.ts';
import { contentHash } from '../../../../core/sources/claude-mem/records/content-hash.ts';
import { identityOf, textHash } from '../../../../core/sources/claude-mem/records/identity.ts';
import { allRows, scene, sql } from './scene.ts';

type Columns = Record<string, ColumnValue>;

function identity(kind: KnownKind, columns: Columns): string {
  return identityOf(kind, columns, textHash(kind, columns));
}

const sha = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the identity of a row', () => {
  const memory = 'a0000000-0000-4000-8000-000000000001';
  const observation = {
    memory_session_id: memory,
    title: 'A title',
    subtitle: null,
    narrative: 'What happened',
    text: null,
    facts: '[]',
    created_at_epoch: 1_700_000_000_000n,
  };
  const real = sha(`${memory}\0A title\0What happened`).slice(0, 16);
  const fallback = sha('["A title",null,"What happened",null,"[]",1700000000000]').slice(0, 32);

  it('of an observation is its hash, if that is really of it', () => {
    assert.equal(
      identity('observation', { ...observation, content_hash: real }),
      recordKey('observation', memory, real),
    );
  });

  for (const [name, hash] of [
    ['random digits', 'D3ADBEEF00112233'],
    ['a mark of a migration', '__null_migration_17__'],
    ['NULL', null],
    ['the hash of another session', contentHash('other', 'A title', 'What happened')],
  ] as const) {
    it(`of an observation is its text and birth where its hash is ${name}`, () => {
      assert.equal(
        identity('observation', { ...observation, content_hash: hash }),
        recordKey('observation', memory, 'f', fallback),
      );
    });
  }

  it('tells NULL from an empty text, which the hash does not', () => {
    const empty = { ...observation, title: '' };
    const none = { ...observation, title: null };
    const hash = contentHash(memory, '', 'What happened');
    assert.equal(contentHash(memory, null, 'What happened'), hash);
    assert.notEqual(identity('observation', empty), identity('observation', none));
    assert.equal(
      identity('observation', { ...empty, content_hash: hash }),
      identity('observation', { ...none, content_hash: hash }),
    );
  });

  it('never changes: these keys are in buckets', () => {
    const vectors: [KnownKind, Columns, string][] = [
      [
        'session',
        { platform_source: 'codex', content_session_id: 'c-1', memory_session_id: 'm-1' },
        '["session","codex","c-1"]',
      ],
      ['session', { content_session_id: 'c-1', memory_session_id: null }, '["session","claude","c-1"]'],
      [
        'session',
        { platform_source: 'x', content_session_id: 'manual-content-p', memory_session_id: 'manual-p' },
        '["session","manual-p"]',
      ],
      ['observation', { ...observation, content_hash: real }, `["observation","${memory}","${real}"]`],
      ['observation', observation, `["observation","${memory}","f","${fallback}"]`],
      [
        'summary',
        { memory_session_id: 'm', created_at_epoch: 5n, request: 'r', learned: '', notes: 'ж' },
        `["summary","m","5","${sha('["r",null,"",null,null,"ж"]').slice(0, 16)}"]`,
      ],
      [
        'prompt',
        { content_session_id: 'c', prompt_number: 2n, created_at_epoch: 5n, prompt_text: 'do it' },
        `["prompt","c","2","5","${sha('["do it"]').slice(0, 16)}"]`,
      ],
      [
        'tool-use',
        { content_session_id: 'c', tool_use_id: 'toolu_1', tool_response: 'x' },
        '["tool-use","c","toolu_1"]',
      ],
    ];
    for (const [kind, columns, json] of vectors) assert.equal(identity(kind, columns), sha(json).slice(0, 32), json);
  });

  it('finds the hash that claude-mem itself gave to be real, in every row of its databases', async (t) => {
    for (const fixture of ['laptop', 'with-tools'] as const) {
      const at = await scene(t, fixture);
      const hashes = sql(at.path, (db) =>
        db.prepare('SELECT id, memory_session_id, content_hash FROM observations').raw().all(),
      ) as [number, string, string][];
      const keys = new Map(hashes.map(([id, session, hash]) => [id, recordKey('observation', session, hash)]));
      const rows = (await allRows(at)).filter(({ kind }) => kind === 'observation');
      assert.ok(rows.length >= 60);
      for (const row of rows) assert.equal(row.identity, keys.get(row.rowid));
    }
  });

  it('is unique in databases that claude-mem made', async (t) => {
    const rows = await allRows(await scene(t, 'with-tools'));
    assert.equal(rows.length, 3 + 60 + 12 + 12 + 120);
    assert.equal(new Set(rows.map((row) => row.identity)).size, rows.length);
    assert.equal(new Set(rows.map((row) => row.fingerprint)).size, rows.length);
  });
});
