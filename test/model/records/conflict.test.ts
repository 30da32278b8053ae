import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Body } from '../../../core/model/records/body.ts';
import { conflictOf, lossOf } from '../../../core/model/records/conflict.ts';
import { born, deleted, edited, imported } from '../../../core/model/records/edit.ts';
import type { RecordKind } from '../../../core/model/records/kinds.ts';
import { mergeStates } from '../../../core/model/records/merge.ts';
import { recordKey, type LogRecord } from '../../../core/model/records/record.ts';
import { cellsOf, stateHash, stateOf, type LiveState, type RecordState } from '../../../core/model/records/state.ts';
import { hasSeen, isEdit, stampZero } from '../../../core/model/records/version.ts';
import { device } from '../sample.ts';
import { spelled, state } from './arbitraries.ts';

const nowMs = 1_763_700_000_000;
const dayMs = 86_400_000;
const twoYearsMs = 730 * dayMs;

const by = (name: string, wallMs = nowMs) => ({ device: device(name), wallMs });
const written = (kind: RecordKind = 'observation') => ({ kind, key: recordKey(kind, 'the one'), ref: null });

function live(record: LogRecord | null): LiveState {
  const of = record === null ? null : stateOf(record);
  assert.ok(of?.kind === 'live');
  return of;
}

function edit(before: LiveState, changed: Body, writer: ReturnType<typeof by>, kind?: RecordKind): LiveState {
  const body = Object.fromEntries(Object.entries(before.cells).map(([column, { value }]) => [column, value]));
  const after = merge(before, live(edited(written(kind), { ...body, ...changed }, before, writer)), kind);
  assert.ok(after.kind === 'live');
  return after;
}

const merge = (a: RecordState, b: RecordState, kind: RecordKind = 'observation') => mergeStates(kind, a, b);
const start = live(imported(written(), { title: 'old', text: 'old' }));
const told = (a: RecordState, b: RecordState, kind: RecordKind = 'observation') =>
  conflictOf(kind, a, b)?.columns ?? null;
const titleOf = (of: RecordState) => (of.kind === 'live' ? of.cells['title']?.value : 'dead');

describe('concurrent edits', () => {
  it('of one column are a conflict, and the later one stands', () => {
    const [a, b] = [edit(start, { title: 'a' }, by('a')), edit(start, { title: 'b' }, by('b', nowMs + 1))];
    const conflict = conflictOf('observation', a, b);
    assert.deepEqual(conflict, conflictOf('observation', b, a));
    assert.deepEqual(conflict?.columns, ['title']);
    assert.equal(conflict.winner, b.version);
    assert.equal(titleOf(conflict.loserState), 'a');
    assert.equal(titleOf(merge(a, b)), 'b');
  });

  it('of different columns are no conflict and both stand', () => {
    const [a, b] = [edit(start, { title: 'a' }, by('a')), edit(start, { text: 'b' }, by('b'))];
    assert.equal(told(a, b), null);
    const merged = merge(a, b);
    assert.ok(merged.kind === 'live');
    assert.deepEqual([merged.cells['title']?.value, merged.cells['text']?.value], ['a', 'b']);
  });

  it('that each win a column are one conflict that shows both losses', () => {
    const first = edit(start, { title: 'a' }, by('a', nowMs));
    const a = edit(first, { text: 'a' }, by('a', nowMs + 30));
    const b = edit(edit(start, { text: 'b' }, by('b', nowMs + 10)), { title: 'b' }, by('b', nowMs + 20));
    const conflict = conflictOf('observation', a, b);
    assert.deepEqual(conflict?.columns, ['text', 'title']);
    const { title, text } = conflict.loserState.cells;
    assert.deepEqual([title?.value, text?.value], ['a', 'b']);
  });

  it('to equal values are no conflict, nor is an edit of what the other had seen', () => {
    assert.equal(told(edit(start, { title: 'x' }, by('a')), edit(start, { title: 'x' }, by('b'))), null);
    const a = edit(start, { title: 'a' }, by('a'));
    assert.equal(told(a, edit(a, { title: 'b' }, by('b', 0))), null);
  });

  it('are won by a clock two years ahead only while they are concurrent', () => {
    const ahead = edit(start, { title: 'ahead' }, by('d', nowMs + twoYearsMs));
    const here = edit(start, { title: 'here' }, by('a'));
    assert.equal(titleOf(merge(ahead, here)), 'ahead');
    assert.deepEqual(told(ahead, here), ['title']);
    const merged = merge(here, ahead);
    assert.ok(merged.kind === 'live');
    const after = edit(merged, { title: 'after' }, by('a', nowMs + dayMs));
    assert.equal(titleOf(merge(merge(ahead, here), after)), 'after');
    assert.equal(told(ahead, after), null);
    // Another record, written now, has nothing to do with that clock.
    assert.ok(live(born(written(), { title: 'other' }, null, by('a'))).version.hlc < ahead.version.hlc);
  });

  it('of a column that an older schema lacks are not hidden by a device that only carried it', () => {
    const whole = live(imported(written(), { title: 'old', metadata: 'old' }));
    const lost = edit(whole, { metadata: 'lost' }, by('a'));
    const carrier = live(edited(written(), { title: 'carried' }, lost, by('c', nowMs + 1)));
    const won = edit(whole, { metadata: 'won' }, by('b', nowMs + 2));
    // Whoever gets the carrier's version before the loser's own.
    assert.deepEqual(told(won, carrier), ['metadata']);
    assert.equal(told(merge(won, carrier), lost), null);
  });
});

describe('losses', () => {
  it('are one however they are met again, and another when another value is lost', () => {
    const a = edit(start, { title: 'a' }, by('a', nowMs + 9));
    const [b, c] = [edit(start, { title: 'b' }, by('b')), edit(start, { text: 'c' }, by('c', nowMs - 1))];
    const text = edit(a, { text: 'a' }, by('a', nowMs + 10));
    const lossIn = (one: RecordState, other: RecordState) => {
      const conflict = conflictOf('observation', one, other);
      return conflict === null ? null : lossOf(conflict);
    };
    assert.equal(lossIn(a, b), lossIn(b, text));
    // What came of two devices stands under the version of one of them: the pair of versions is the same, the loss is not.
    const both = merge(b, c);
    assert.deepEqual(both.version, b.version);
    assert.notEqual(lossIn(text, b), lossIn(text, both));
    assert.equal(lossIn(stateOf(deleted(written(), start, by('d'))), b), lossIn(a, b));
  });
});

describe('a newer schema', () => {
  it('fills its columns without taking them from whoever edits them elsewhere', () => {
    const row = { title: 'mine', text: 'old', metadata: 'default' };
    const newer = live(edited(written(), row, start, by('a', nowMs + 9), ['title']));
    const older = edit(start, { metadata: 'words' }, by('b'));
    const merged = merge(newer, older);
    assert.ok(merged.kind === 'live');
    assert.deepEqual([merged.cells['title']?.value, merged.cells['metadata']?.value], ['mine', 'words']);
    assert.equal(told(newer, older), null);
    assert.equal(edited(written(), { ...row, title: 'old' }, start, by('a'), []), null);
  });
});

describe('deletes', () => {
  it('beat a concurrent edit, which is listed', () => {
    const dead = stateOf(deleted(written(), start, by('a', 0)));
    const changed = edit(start, { title: 'b' }, by('b', nowMs + twoYearsMs));
    assert.equal(merge(dead, changed).kind, 'dead');
    assert.deepEqual(told(dead, changed), ['title']);
    assert.equal(told(dead, start), null);
  });

  it('of what their writer had seen are silent', () => {
    const changed = edit(start, { title: 'b' }, by('b', nowMs + twoYearsMs));
    const dead = stateOf(deleted(written(), changed, by('a', 0)));
    assert.equal(told(dead, changed), null);
    assert.equal(merge(dead, changed).kind, 'dead');
  });

  it('followed by a new life still list the edit that nobody had seen', () => {
    const dead = stateOf(deleted(written(), start, by('a')));
    const again = live(born(written(), { title: 'again' }, dead, by('a')));
    const unseen = edit(start, { title: 'unseen' }, by('b', nowMs + dayMs));
    assert.deepEqual(told(again, unseen), ['title']);
    assert.equal(titleOf(merge(again, unseen)), 'again');
    assert.equal(told(merge(again, unseen), unseen), null);
  });

  it('do not make a later edit look seen, though its writer once had a clock two years ahead', () => {
    const ahead = edit(start, { title: 'ahead' }, by('d', nowMs + twoYearsMs));
    const dead = merge(stateOf(deleted(written(), start, by('a'))), ahead);
    const again = live(born(written(), { title: 'again' }, dead, by('a')));
    const rightClock = edit(again, { title: 'mine' }, by('d', nowMs + 1));
    const other = edit(again, { title: 'other' }, by('b', nowMs + 2));
    assert.deepEqual(told(rightClock, other), ['title']);
  });
});

describe('imports', () => {
  it('lose silently to an edit, and list what differs between themselves', () => {
    const other = live(imported(written(), { title: 'other', text: 'old' }));
    assert.deepEqual(told(start, other), ['title']);
    assert.equal(told(other, edit(start, { title: 'a' }, by('a', 0))), null);
    assert.equal(told(other, stateOf(deleted(written(), start, by('a')))), null);
  });
});

describe('sessions', () => {
  const open = { title: 'old', status: 'active', completed_at: null, started_at: 'T2', memory_session_id: null };
  const session = live(imported(written('session'), open));
  const having = (changed: Body, writer: ReturnType<typeof by>) => edit(session, changed, writer, 'session');
  const settled = (a: LiveState, b: LiveState, column: string) => {
    const merged = mergeStates('session', a, b);
    assert.deepEqual(spelled(merged), spelled(mergeStates('session', b, a)));
    return merged.kind === 'live' ? merged.cells[column]?.value : undefined;
  };

  it('that ended beat open ones, end with the latest end and begin with the earliest beginning', () => {
    const ended = having({ status: 'completed', completed_at: 'T5', started_at: 'T1' }, by('a', nowMs));
    const later = having({ status: 'active', completed_at: 'T4', started_at: 'T3' }, by('b', nowMs + 9));
    assert.equal(settled(ended, later, 'status'), 'completed');
    assert.equal(settled(ended, later, 'completed_at'), 'T5');
    assert.equal(settled(ended, later, 'started_at'), 'T1');
    assert.equal(
      settled(ended, having({ completed_at: null, started_at: null }, by('b', nowMs + 9)), 'started_at'),
      'T1',
    );
    assert.equal(
      settled(having({ status: null }, by('a')), having({ status: 'paused' }, by('b', nowMs + 9)), 'status'),
      'paused',
    );
    assert.equal(settled(having({ status: null }, by('a', nowMs + 9)), session, 'status'), null);
    assert.equal(settled(having({ status: null }, by('a', nowMs + 9)), ended, 'status'), 'completed');
  });

  it('have no conflict about their ends, beginnings and memory ids, but about words', () => {
    const a = having({ status: 'failed', completed_at: 'T9', started_at: 'T0', memory_session_id: 'm-a' }, by('a'));
    const b = having({ status: 'completed', completed_at: 'T8', started_at: 'T1', memory_session_id: 'm-b' }, by('b'));
    assert.equal(told(a, b, 'session'), null);
    assert.deepEqual(
      told(edit(a, { title: 'a' }, by('a'), 'session'), edit(b, { title: 'b' }, by('b'), 'session'), 'session'),
      ['title'],
    );
  });

  it('alone have such rules: an observation called completed is a word like any other', () => {
    const a = edit(live(imported(written(), { status: 'x' })), { status: 'completed' }, by('a'));
    const b = edit(live(imported(written(), { status: 'x' })), { status: 'active' }, by('b', nowMs + 1));
    assert.deepEqual(told(a, b), ['status']);
    const merged = merge(a, b);
    assert.equal(merged.kind === 'live' ? merged.cells['status']?.value : null, 'active');
  });
});

describe('any two states', () => {
  const kind = fc.constantFrom('session', 'observation');

  it('list only unseen edits or differing imports, and never the value that stands after the merge', () => {
    fc.assert(
      fc.property(kind, state, state, (of, a, b) => {
        const conflict = conflictOf(of, a, b);
        if (conflict === null) return;
        const merged = mergeStates(of, a, b);
        const cells = merged.kind === 'live' ? merged.cells : {};
        for (const column of conflict.columns) {
          const lost = conflict.loserState.cells[column];
          assert.ok(lost !== undefined);
          assert.notDeepEqual(cells[column]?.value, lost.value);
          assert.ok(!isEdit(lost) || !hasSeen(a.seen, lost) || !hasSeen(b.seen, lost));
        }
        const names = (one: RecordState, other: RecordState) => conflictOf(of, one, other)?.columns;
        assert.deepEqual(names(b, a), conflict.columns);
      }),
      { numRuns: 800 },
    );
  });

  it('are in no conflict once they are merged', () => {
    fc.assert(
      fc.property(kind, state, state, (of, a, b) => {
        const merged = mergeStates(of, a, b);
        for (const again of [a, b]) {
          const left = conflictOf(of, merged, again)?.loserState.cells ?? {};
          const columns = conflictOf(of, merged, again)?.columns ?? [];
          assert.ok(columns.every((column) => left[column]?.device === stampZero.device));
        }
      }),
      { numRuns: 800 },
    );
  });
});

describe('state hashes', () => {
  it('count a column that is NULL like an absent one, and everything else', () => {
    const stamp = start.version;
    const hash = (body: Body) => stateHash({ ...start, cells: cellsOf(body, stamp, {}) });
    assert.equal(hash({ title: 'a', later: null }), hash({ title: 'a' }));
    assert.notEqual(hash({ title: 'a', later: '' }), hash({ title: 'a' }));
    const rewritten = { ...start, cells: cellsOf({ title: 'a' }, { hlc: stamp.hlc, device: device('a') }, {}) };
    assert.notEqual(stateHash(rewritten), hash({ title: 'a' }));
    assert.notEqual(stateHash({ ...start, version: { ...stamp, life: 1 } }), stateHash(start));
  });

  it('hold for columns called like members of an object', () => {
    const names = { constructor: 'a', toString: 'b', valueOf: 'c' };
    const odd = live(born(written(), names, null, by('a')));
    assert.equal(odd.cells['constructor']?.hlc, odd.version.hlc);
    const after = edit(edit(start, { title: 'x' }, by('a')), names, by('a'));
    assert.equal(after.cells['constructor']?.value, 'a');
    const sessions = (value: string) => live(imported(written('session'), { constructor: value }));
    const merged = mergeStates('session', sessions('a'), sessions('b'));
    assert.equal(merged.kind === 'live' ? merged.cells['constructor']?.value : null, 'b');
  });
});
