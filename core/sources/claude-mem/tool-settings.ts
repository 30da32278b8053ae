import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Surroundings } from './surroundings.ts';

/** claude-mem writes about 5 KB; a file far beyond that is not its settings. */
const settingsBytesMax = 1024 * 1024;

const object = z.record(z.string(), z.unknown());

/** Keys and values of claude-mem's settings.json; empty where there is none or it cannot be read, as claude-mem itself has it. */
export type ToolSettings = Readonly<Record<string, string>>;

/** Reads `<folder>/settings.json`. */
export async function readToolSettings(folder: string): Promise<ToolSettings> {
  const path = join(folder, 'settings.json');
  try {
    const file = await stat(path);
    return file.isFile() && file.size <= settingsBytesMax ? parseToolSettings(await readFile(path, 'utf8')) : {};
  } catch {
    return {};
  }
}

/** Flat, or below `env` as older releases wrote it. Values are text; numbers are taken as text. */
export function parseToolSettings(text: string): ToolSettings {
  const whole = object.parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  const nested = object.safeParse(whole['env']);
  const entries = Object.entries(nested.success ? nested.data : whole);
  return Object.fromEntries(entries.flatMap(([key, value]) => (isPlain(value) ? [[key, String(value)]] : [])));
}

/** One setting as claude-mem's worker sees it: a variable of the environment, even an empty one, wins over the file. */
export function toolSetting(key: string, settings: ToolSettings, { env }: Pick<Surroundings, 'env'>): string {
  return env[key] ?? settings[key] ?? '';
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
