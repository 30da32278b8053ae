import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance, nearest } from '../../core/model/edit-distance.ts';
import { isFault } from '../../core/model/errors.ts';
import { listSettings, readSetting, withSetting } from '../../core/model/setting-path.ts';
import { settingsDefault, settingsFileSchema, type SettingsFile } from '../../core/model/settings.ts';

const file: SettingsFile = { format: 1, settings: settingsDefault };

test('every setting is listed once with its dotted key, its value, its default and what it takes', () => {
  const changed = withSetting(file, 'retention.setAsideDays', '45');
  const listed = listSettings(changed);
  const keys = listed.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
  assert.deepEqual(
    listed.find(({ key }) => key === 'retention.setAsideDays'),
    {
      key: 'retention.setAsideDays',
      value: 45,
      default: 30,
      expected: 'a whole number from 30 to 3650',
    },
  );
  for (const key of ['quietPeriodMs', 'hostAddress', 'workerControl', 'syncToolUses', 'retention.safetyCopies']) {
    assert.ok(keys.includes(key), key);
  }
});

test('each kind of value is parsed from what a person types, and read back', () => {
  const cases: [string, string, unknown][] = [
    ['quietPeriodMs', '5000', 5_000],
    ['syncToolUses', 'on', true],
    ['syncToolUses', 'No', false],
    ['workerControl', 'never', 'never'],
    ['language', 'uk', 'uk'],
    ['hostAddress', '::1', '::1'],
    ['retention.safetyCopies', '10', 10],
  ];
  for (const [key, text, value] of cases) {
    const changed = withSetting(file, key, text);
    assert.equal(readSetting(changed, key), value);
    assert.deepEqual(settingsFileSchema.parse(changed), changed);
  }
});

test('one setting changes, all others and the connection stay, and the old file is untouched', () => {
  const before = structuredClone(file);
  const changed = withSetting(file, 'retention.safetyCopies', '10');
  assert.deepEqual(changed, {
    ...file,
    settings: { ...settingsDefault, retention: { ...settingsDefault.retention, safetyCopies: 10 } },
  });
  assert.deepEqual(file, before);
});

test('a wrong value is refused with what is expected, in words', () => {
  const cases: [string, string, RegExp][] = [
    ['quietPeriodMs', '10', /^a whole number from 1000 to 86400000$/],
    ['quietPeriodMs', '20 s', /whole number/],
    ['quietPeriodMs', '1e4', /whole number/],
    ['quietPeriodMs', '', /whole number/],
    ['syncToolUses', '1', /^on or off$/],
    ['workerControl', 'maybe', /^one of auto, ask, never$/],
    ['hostAddress', '', /not empty/],
    ['retention.setAsideDays', '3', /from 30/],
  ];
  for (const [key, text, expected] of cases) {
    assert.throws(
      () => withSetting(file, key, text),
      (error) => isFault(error, 'setting-invalid') && error.data.key === key && expected.test(error.data.expected),
      `${key} ${text}`,
    );
  }
});

test('an unknown key is refused with the nearest name', () => {
  const cases = [
    ['quietPeriod', 'quietPeriodMs'],
    ['HOSTPORT', 'hostPort'],
    ['retention.setasidedays', 'retention.setAsideDays'],
    ['retention', 'retention.safetyCopies'],
    ['workercontroll', 'workerControl'],
  ];
  for (const [key, expected] of cases) {
    const isNamed = (error: unknown) => isFault(error, 'setting-unknown') && error.data.nearest === expected;
    assert.throws(() => readSetting(file, String(key)), isNamed, key);
    assert.throws(() => withSetting(file, String(key), '1'), isNamed, key);
  }
});

test('no key and no text does anything but change one setting or be refused', () => {
  const keys = listSettings(file).map(({ key }) => key);
  const anyKey = fc.oneof(fc.constantFrom(...keys, '__proto__', 'constructor', 'retention.__proto__', ''), fc.string());
  const anyText = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('on', 'auto', '-1', '9'.repeat(40)));
  fc.assert(
    fc.property(anyKey, anyText, (key, text) => {
      try {
        const changed = withSetting(file, key, text);
        assert.deepEqual(settingsFileSchema.parse(changed), changed);
        assert.ok(keys.includes(key));
      } catch (error) {
        assert.ok(isFault(error, 'setting-unknown') || isFault(error, 'setting-invalid'));
      }
    }),
  );
});

test('the edit distance is a distance: zero for the same, the same both ways, never above the longer one', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      assert.equal(editDistance(a, a), 0);
      assert.equal(editDistance(a, b), editDistance(b, a));
      assert.ok(editDistance(a, b) <= Math.max(Array.from(a.toLowerCase()).length, Array.from(b.toLowerCase()).length));
    }),
  );
  assert.equal(editDistance('kitten', 'sitting'), 3);
  assert.equal(nearest('x', []), '');
});
