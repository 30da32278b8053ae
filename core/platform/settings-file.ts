import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import type { Options } from 'conf';
import { z } from 'zod';
import { fail, isFault } from '../model/errors.ts';
import { settingsDefault, settingsFileSchema, type SettingsFile } from '../model/settings.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import { syncFolder } from './atomic-file.ts';
import { loadConf } from './conf-library.ts';
import { codeOf, fileFault } from './file-fault.ts';

/** What we use of conf, and of electron-store, which is a conf. */
export interface ConfLike {
  store: Record<string, unknown>;
}
export type ConfOptions = Options<Record<string, unknown>> & { readonly name: string };

/** More is not a settings file of ours. */
const fileBytesMax = 1024 * 1024;

/** Settings in a JSON file through `conf`: for every host without Electron. */
export function fileSettings(path: string): SettingsStore {
  return settingsOver(path, async (options) => new (await loadConf())(options));
}

/**
 * Settings in a JSON file (0600) through a library of conf's kind: `open` makes one with these options. What the file
 * holds is judged by our own schema: conf alone takes a list or a word for an empty file, and then writes over it. A
 * missing file reads as the defaults. Faults: `settings-unreadable` (also on writing: a file that a person broke by
 * hand is not written over), `disk-full`.
 */
export function settingsOver(path: string, open: (options: ConfOptions) => Promise<ConfLike>): SettingsStore {
  return {
    where: path,
    read() {
      if (!isThere(path)) return { format: 1, settings: settingsDefault };
      return parseText(
        path,
        translated(path, () => readFileSync(path, 'utf8')),
      );
    },
    async write(file) {
      const kept = parseSettings(path, file);
      // A file that a person broke by hand is not written over.
      this.read();
      try {
        const library = await open(optionsFor(path));
        library.store = { ...kept };
        syncFolder(dirname(path));
      } catch (error) {
        throw faultOf(path, error);
      }
    },
  };
}

function optionsFor(path: string): ConfOptions {
  const extension = extname(path);
  const name = basename(path, extension);
  return {
    cwd: dirname(path),
    // electron-store's word and conf's word for the same.
    name,
    configName: name,
    fileExtension: extension.slice(1),
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: false,
    deserialize: (text) => ({ ...parseText(path, text) }),
    serialize: (value) => `${JSON.stringify(value, null, 2)}\n`,
  };
}

function parseText(path: string, text: string): SettingsFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw fail('settings-unreadable', { path, finding: text.trim() === '' ? 'it is empty' : 'it is not JSON' }, cause);
  }
  return parseSettings(path, json);
}

function parseSettings(path: string, value: unknown): SettingsFile {
  const parsed = settingsFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const newer = z.looseObject({ format: z.int().min(2) }).safeParse(value);
  const finding = newer.success ? `a newer Membridge wrote it (format ${newer.data.format})` : findingOf(parsed.error);
  throw fail('settings-unreadable', { path, finding });
}

function findingOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'its form is wrong';
  // A parser's words at the top ("expected object, received array") help nobody.
  if (issue.path.length === 0 && issue.code === 'invalid_type') return 'it holds no object as Membridge writes it';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}

function isThere(path: string): boolean {
  return translated(path, () => {
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts === undefined) return false;
    if (!facts.isFile()) throw fail('settings-unreadable', { path, finding: 'it is not a file' });
    if (facts.size > fileBytesMax) throw fail('settings-unreadable', { path, finding: `it has ${facts.size} bytes` });
    return true;
  });
}

function translated<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw faultOf(path, error);
  }
}

/** What the system or the library says, as a fault. */
function faultOf(path: string, error: unknown): unknown {
  const fault = fileFault(error, path, 0);
  if (isFault(fault) || codeOf(fault) === null) return fault;
  return fail('settings-unreadable', { path, finding: `the system says ${codeOf(fault) ?? ''}` }, fault);
}
