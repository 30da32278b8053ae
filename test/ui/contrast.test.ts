import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';

const root = join(import.meta.dirname, '../..');

/** Text that stands on a ground somewhere: WCAG AA wants 4.5. */
const textPairs: readonly (readonly [string, readonly string[]])[] = [
  ['text', ['ground', 'raised', 'pressed', 'marked']],
  ['quiet', ['ground', 'raised', 'pressed']],
  ['accent', ['ground', 'raised', 'pressed']],
  ['attention', ['ground', 'raised']],
  ['danger', ['ground', 'raised']],
  ['on-accent', ['accent']],
  ['on-danger', ['danger']],
];
/** Shapes and edges that mean something: 3. */
const shapePairs: readonly (readonly [string, readonly string[]])[] = [
  ['edge', ['ground', 'raised']],
  ...['1', '2', '3', '4', '5', '6'].map((lane) => [`lane-${lane}`, ['ground', 'raised']] as const),
];

test('every text and every shape stands out from the grounds it is on, in light and in dark', async () => {
  const tokens = tokensIn(await readFile(join(root, 'renderer/styles/tokens.css'), 'utf8'));
  assert.ok(tokens.size >= 16, `only ${tokens.size} colours were read`);
  const weak: string[] = [];
  for (const [pairs, least] of [
    [textPairs, 4.5],
    [shapePairs, 3],
  ] as const)
    for (const [front, grounds] of pairs)
      for (const ground of grounds)
        for (const scheme of [0, 1] as const) {
          const ratio = contrast(colour(tokens, front, scheme), colour(tokens, ground, scheme));
          if (ratio < least) weak.push(`${front} on ${ground}, ${['light', 'dark'][scheme]}: ${ratio.toFixed(2)}`);
        }
  assert.deepEqual(weak, []);
});

test('the measure is that of WCAG: black on white is 21, a known grey 4.54', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#767676', '#ffffff').toFixed(2), '4.54');
});

function tokensIn(css: string): Map<string, readonly [string, string]> {
  const found = css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\)/g);
  return new Map([...found].map(([, name = '', light = '', dark = '']) => [name, [light, dark]]));
}

function colour(tokens: ReadonlyMap<string, readonly [string, string]>, name: string, scheme: 0 | 1): string {
  const found = tokens.get(name)?.[scheme];
  assert.ok(found !== undefined, `no colour ${name}`);
  return found;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
