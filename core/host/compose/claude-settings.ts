import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { fail } from '../../model/errors.ts';
import { writeAtomically } from '../../platform/atomic-file.ts';
import { openHome } from '../../platform/home.ts';
import { readPersonFile, replacePersonFile, type PersonFile } from '../../platform/person-file.ts';
import type { Tools } from './tools.ts';

/** Claude Code's settings of this person, and what we know of them. */
export interface ClaudeSettings {
  /** As the person knows it. */
  readonly path: string;
  /** Null without a file. */
  readonly text: string | null;
  /** The folder that a copy of the file goes to before it is written; null without a file. */
  readonly keptIn: string | null;
  /** What the first install found, if this home installed anything. */
  readonly note: HooksNote | null;
  /**
   * Puts another text in its place (null: no file) and keeps the one that was there. `changed`: somebody wrote the file
   * meanwhile, and nothing was done. Faults: `person-file-unusable`, `disk-full`, `home-unusable`.
   */
  write(
    text: string | null,
    note: HooksNote | null,
  ): { readonly kind: 'written'; readonly kept: string | null } | { readonly kind: 'changed' };
}

const noteSchema = z.strictObject({
  /** Brackets that were empty before us, by path, with the blanks in them. */
  emptied: z.record(z.string(), z.string()),
  /** The whole file where it held nothing but blanks, null where there was none; absent for all others. */
  before: z.string().nullable().exactOptional(),
});
export type HooksNote = z.infer<typeof noteSchema>;
const notesSchema = z.strictObject({ format: z.literal(1), files: z.record(z.string(), noteSchema) });

const noteFileName = 'claude-hooks.json';
const keptFolderName = 'claude-settings';
/** Copies of a few kilobytes each; a person installs hooks a few times in a life. */
const keptMax = 20;
const byteOrderMark = '\uFEFF';

/** Reads them. Faults: `claude-code-missing` (no folder of Claude Code), `person-file-unusable`. */
export function claudeSettings(homePath: string, { at, clock }: Pick<Tools, 'at' | 'clock'>): ClaudeSettings {
  const folder = resolve(at.folder, at.env['CLAUDE_CONFIG_DIR'] || join(at.home, '.claude'));
  if (!existsSync(folder)) throw fail('claude-code-missing', { folder });
  const path = join(folder, 'settings.json');
  const file = readPersonFile(path);
  const decoded = file.bytes === null ? null : textOf(path, file.bytes);
  const mark = decoded?.startsWith(byteOrderMark) === true ? byteOrderMark : '';
  const notes = readNotes(homePath);
  return {
    path,
    text: decoded?.slice(mark.length) ?? null,
    keptIn: file.bytes === null ? null : join(homePath, keptFolderName),
    note: notes[file.target] ?? null,
    write(text, note) {
      const { home } = openHome(homePath);
      const kept = file.bytes === null ? null : keep(home.folder, file, clock.now());
      // The note first: without it an uninstall would take brackets for ours that were there before.
      if (note !== null) writeNotes(home.folder, { ...notes, [file.target]: note });
      const kind = replacePersonFile(path, file, text === null ? null : Buffer.from(mark + text));
      if (kind === 'changed') return { kind };
      if (note === null && notes[file.target] !== undefined) {
        const { [file.target]: _gone, ...rest } = notes;
        writeNotes(home.folder, rest);
      }
      return { kind, kept };
    },
  };
}

function textOf(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw fail('person-file-unusable', { path, reason: 'not-text' }, error);
  }
}

/** A note that cannot be read is none: at worst an empty pair of brackets goes with our hooks. */
function readNotes(homePath: string): Readonly<Record<string, HooksNote>> {
  try {
    return notesSchema.parse(JSON.parse(readFileSync(join(homePath, noteFileName), 'utf8'))).files;
  } catch {
    return {};
  }
}

function writeNotes(homeFolder: string, files: Readonly<Record<string, HooksNote>>): void {
  writeAtomically(join(homeFolder, noteFileName), `${JSON.stringify({ format: 1, files }, null, 2)}\n`);
}

/** Copies the file into our own folder, once for each content. Gives where. */
function keep(homeFolder: string, { bytes }: PersonFile, now: number): string {
  const folder = join(homeFolder, keptFolderName);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const digest = createHash('sha256')
    .update(bytes ?? '')
    .digest('hex')
    .slice(0, 12);
  const names = readdirSync(folder).sort();
  const same = names.find((name) => name.endsWith(`-${digest}.json`));
  if (same !== undefined) return join(folder, same);
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const path = join(folder, `settings-${stamp}-${digest}.json`);
  writeAtomically(path, bytes ?? '');
  for (const old of names.filter((name) => name.startsWith('settings-')).slice(0, -(keptMax - 1)))
    rmSync(join(folder, old));
  return path;
}
