import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { Instant } from '../../../core/model/ids.ts';
import { confirmedMax, journalText, parseJournal, type Transaction } from '../../../core/model/tune/transaction.ts';
import { unsettled, verdictOn } from '../../../core/model/tune/verdict.ts';

const golden = readFileSync(new URL('../../fixtures/formats/tuning/journal.json', import.meta.url), 'utf8');

function kept(): Transaction[] {
  const journal = parseJournal(golden);
  assert.ok(journal !== null);
  return [...journal.transactions];
}

test('the journal that is kept is read, and written again byte for byte', () => {
  const transactions = kept();
  assert.equal(journalText({ format: 1, transactions }), golden);
  const kinds = (of: readonly { kind: string }[]) => [...new Set(of.map(({ kind }) => kind))].toSorted();
  assert.deepEqual(kinds(transactions.map(({ state }) => state)), [
    'applied',
    'applying',
    'confirmed',
    'prepared',
    'reverted',
    'reverting',
  ]);
  assert.deepEqual(kinds(transactions.flatMap(({ steps }) => steps)), ['file', 'reload', 'restart', 'sysctl']);
});

test('what is no journal of ours is nothing to act by', () => {
  const changes: readonly (readonly [string | RegExp, string])[] = [
    ['"format": 1', '"format": 2'],
    ['"format": 1,', '"format": 1, "more": 1,'],
    ['/etc/sysctl.d/99-zz-membridge.conf', '/etc/shadow'],
    ['/etc/systemd/zram-generator.conf.d"', '/etc/../root"'],
    ['/etc/systemd/zram-generator.conf.d"', 'etc"'],
    ['"vm.swappiness"', '"kernel.core_pattern"'],
    ['"after": 150,', '"after": 201,'],
    ['vm.swappiness = 150', 'vm.swappiness = 151'],
    ['systemd-zram-setup@zram0.service', '../evil; reboot'],
    ['"mode": 420', '"mode": 65535'],
    ['"reached": 2', '"reached": -2'],
    ['1111111111111111', '../../etc'],
    [/ \]\n\}\n$/, ''],
    [/^\{/, '['],
  ];
  for (const [from, to] of changes) {
    const text = golden.replace(from, to);
    assert.notEqual(text, golden, String(from));
    assert.equal(parseJournal(text), null, `${String(from)} -> ${to}`);
  }
});

test('what still stands is kept for ever, of what was taken back the last ten', () => {
  const [confirmed, reverted] = kept();
  assert.ok(confirmed !== undefined && reverted !== undefined);
  const numbered = (one: Transaction, from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...one, id: (from + index).toString(16).padStart(16, '0') }));
  const transactions = [...numbered(confirmed, 0, confirmedMax), ...numbered(reverted, 100, 30)];
  const journal = parseJournal(journalText({ format: 1, transactions }));
  assert.equal(journal?.transactions.length, confirmedMax + 10);
  assert.equal(journal.transactions.at(-1)?.id, transactions.at(-1)?.id);
});

test('a program that is gone, another boot and the end of the time each take a change back; a confirmed one stays', () => {
  const bootId = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
  const moment = { at: 0 as Instant, bootId, uptimeMs: 190_000 };
  const verdicts = (at: typeof moment) => kept().map((tx) => Object.values(verdictOn(tx, at)).join(' '));
  assert.deepEqual(verdicts(moment), ['leave', 'leave', 'revert crashed', 'leave', 'revert crashed', 'revert crashed']);
  assert.equal(verdicts({ ...moment, uptimeMs: 190_001 })[3], 'revert not-confirmed');
  assert.deepEqual(verdicts({ ...moment, bootId: 'another' }).slice(3), [
    'revert rebooted',
    'revert rebooted',
    'revert rebooted',
  ]);
  assert.deepEqual(
    unsettled({ format: 1, transactions: kept() }).map(({ id }) => id[0]),
    ['6', '5', '4', '3'],
  );
});
