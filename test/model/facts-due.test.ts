import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsAreDue, type FactsTold } from '../../core/model/facts-due.ts';
import { instantSchema } from '../../core/model/ids.ts';

const hourMs = 3_600_000;
const told = (hours: number, content: string | null, scope = 'here'): FactsTold => ({
  scope,
  at: instantSchema.parse(1_795_219_200_000 + hours * hourMs),
  content,
});

const cases: readonly [what: string, last: FactsTold | null, next: FactsTold, isDue: boolean][] = [
  ['what was never told', null, told(0, 'a'), true],
  ['the same after six days', told(0, 'a'), told(6 * 24, 'a'), false],
  ['the same after a week', told(0, 'a'), told(7 * 24, 'a'), true],
  ['a change on the same day', told(0, 'a'), told(23, 'b'), false],
  ['a change a day later', told(0, 'a'), told(24, 'b'), true],
  ['what failed less than an hour ago', told(0, null), told(0.9, 'b'), false],
  ['what failed an hour ago', told(0, null), told(1, 'b'), true],
  ['what another device or project was told', told(0, 'a', 'there'), told(0.1, 'a'), true],
  ['what was told in the future', told(5, 'a'), told(0, 'a'), true],
];
for (const [what, last, next, isDue] of cases) {
  test(`${what} is ${isDue ? '' : 'not '}told now`, () => {
    assert.equal(factsAreDue(last, next), isDue);
  });
}
