import { z } from 'zod';
import { nearest } from './edit-distance.ts';
import { fail } from './errors.ts';
import { settingsDefault, settingsSchema, type Settings, type SettingsFile } from './settings.ts';

export type SettingValue = string | number | boolean;

export interface ListedSetting {
  /** Dotted, for example `retention.setAsideDays`. */
  readonly key: string;
  readonly value: SettingValue;
  readonly default: SettingValue;
  /** What may be set, in words. */
  readonly expected: string;
}

/** The value behind `config get KEY`. Faults: `setting-unknown` with the nearest name. */
export function readSetting(file: SettingsFile, key: string): SettingValue {
  leafOf(key);
  return valueAt(file.settings, key);
}

/**
 * The settings file with one value changed, from text as a person types it: `config set KEY VALUE`. Faults:
 * `setting-unknown` with the nearest name, `setting-invalid` with what is expected.
 */
export function withSetting(file: SettingsFile, key: string, text: string): SettingsFile {
  const leaf = leafOf(key);
  const value = valueOf(leaf, text);
  const parsed = value === null ? null : settingsSchema.safeParse(placed(file.settings, key.split('.'), value));
  if (parsed?.success !== true) throw fail('setting-invalid', { key, value: text, expected: inWords(leaf) });
  return { ...file, settings: parsed.data };
}

/** All that `config list` shows, in the order of the schema. */
export function listSettings(file: SettingsFile): ListedSetting[] {
  return [...leaves].map(([key, leaf]) => ({
    key,
    value: valueAt(file.settings, key),
    default: valueAt(settingsDefault, key),
    expected: inWords(leaf),
  }));
}

/** One setting of the schema, as JSON Schema describes it. */
const leafSchema = z.union([
  z.object({ type: z.literal('integer'), minimum: z.number(), maximum: z.number() }),
  z.object({ type: z.literal('boolean') }),
  z.object({ type: z.literal('string'), enum: z.array(z.string()).min(1) }),
  z.object({ type: z.literal('string'), enum: z.undefined().optional() }),
]);
type Leaf = z.infer<typeof leafSchema>;

const groupSchema = z.object({ type: z.literal('object'), properties: z.record(z.string(), z.unknown()) });

/** From the one schema, so that no second list of settings can fall behind it. */
const leaves: ReadonlyMap<string, Leaf> = new Map(leavesOf(z.toJSONSchema(settingsSchema, { io: 'input' }), ''));

function leavesOf(schema: unknown, prefix: string): [string, Leaf][] {
  const { properties } = groupSchema.parse(schema);
  return Object.entries(properties).flatMap(([name, described]) => {
    const isGroup = groupSchema.safeParse(described).success;
    return isGroup ? leavesOf(described, `${prefix}${name}.`) : [[`${prefix}${name}`, leafSchema.parse(described)]];
  });
}

function leafOf(key: string): Leaf {
  const leaf = leaves.get(key);
  if (leaf !== undefined) return leaf;
  const keys = [...leaves.keys()];
  // The name of a group means one of its own, however far away their names are.
  const inGroup = keys.find((known) => known.startsWith(`${key}.`));
  throw fail('setting-unknown', { key, nearest: inGroup ?? nearest(key, keys) });
}

function valueAt(settings: Settings, key: string): SettingValue {
  let value: unknown = settings;
  for (const name of key.split('.')) value = z.record(z.string(), z.unknown()).parse(value)[name];
  return z.union([z.string(), z.number(), z.boolean()]).parse(value);
}

/** A copy of `settings` with `value` at the path. */
function placed(settings: object, [name = '', ...rest]: readonly string[], value: SettingValue): object {
  const inner: unknown = Object.entries(settings).find(([own]) => own === name)?.[1];
  const changed =
    rest.length === 0 ? value : placed(typeof inner === 'object' && inner !== null ? inner : {}, rest, value);
  return { ...settings, [name]: changed };
}

/** Null when the text cannot be a value of that kind at all; bounds are the schema's to check. */
function valueOf(leaf: Leaf, text: string): SettingValue | null {
  switch (leaf.type) {
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
    case 'boolean':
      return /^(on|true|yes)$/i.test(text) ? true : /^(off|false|no)$/i.test(text) ? false : null;
    case 'string':
      return text;
  }
}

function inWords(leaf: Leaf): string {
  switch (leaf.type) {
    case 'integer':
      return `a whole number from ${leaf.minimum} to ${leaf.maximum}`;
    case 'boolean':
      return 'on or off';
    case 'string':
      return leaf.enum === undefined ? 'a text that is not empty' : `one of ${leaf.enum.join(', ')}`;
  }
}
