import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { windowMin, windowPlace, type Place } from '../../electron/window-place.ts';

const laptop: Place = { x: 0, y: 25, width: 1_440, height: 875 };
const beside: Place = { x: 1_440, y: 0, width: 1_920, height: 1_080 };

test('a window opens in the middle of the first screen', () => {
  assert.deepEqual(windowPlace(null, [laptop, beside]), { x: 160, y: 72, width: 1_120, height: 780 });
});

test('a window opens where it was, on a second screen too', () => {
  const kept = { x: 1_700, y: 40, width: 900, height: 700 };
  assert.deepEqual(windowPlace(kept, [laptop, beside]), kept);
});

test('a window whose screen was unplugged comes back in its size to the middle of the one that is there', () => {
  const kept = { x: 1_700, y: 40, width: 900, height: 700 };
  assert.deepEqual(windowPlace(kept, [laptop]), { x: 270, y: 112, width: 900, height: 700 });
});

test('a window half out of sight stays, one that nobody could take hold of does not', () => {
  const half = { x: -600, y: 100, width: 900, height: 700 };
  assert.deepEqual(windowPlace(half, [laptop]), half);
  for (const lost of [{ x: -850 }, { y: 900 }, { y: -10 }, { x: 1_400 }])
    assert.notDeepEqual(windowPlace({ ...half, x: 0, ...lost }, [laptop]), { ...half, x: 0, ...lost });
});

test('a window that shows too little of itself once it fits its screen comes back', () => {
  const kept = { x: -381, y: 0, width: 1_941, height: 600 };
  assert.equal(windowPlace(kept, [laptop, beside]).x, 0);
});

test('whatever was kept, the window can be taken hold of and is no larger than its screen, nor too small to read', () => {
  const coordinate = fc.double({ min: -10_000, max: 10_000, noNaN: true });
  const size = fc.double({ min: 0, max: 20_000, noNaN: true });
  const place = fc.record({ x: coordinate, y: coordinate, width: size, height: size });
  fc.assert(
    fc.property(fc.option(place), fc.constantFrom([laptop], [laptop, beside], [beside, laptop]), (kept, areas) => {
      const [first, ...more] = areas;
      assert.ok(first);
      const opened = windowPlace(kept, [first, ...more]);
      assert.ok(Object.values(opened).every(Number.isInteger));
      assert.ok(opened.width >= windowMin.width && opened.height >= windowMin.height);
      const on = areas.find(
        ({ x, y, width, height }) =>
          opened.width <= width &&
          opened.height <= height &&
          opened.y >= y &&
          opened.y + 30 <= y + height &&
          Math.min(opened.x + opened.width, x + width) - Math.max(opened.x, x) >= 100,
      );
      assert.ok(on, JSON.stringify([kept, opened]));
    }),
    { numRuns: 500 },
  );
});
