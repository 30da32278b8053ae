import { existsSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { claudeSettings, type ClaudeSettings, type HooksNote } from '../compose/claude-settings.ts';
import { usualHome } from '../compose/home-files.ts';
import type { Tools } from '../compose/tools.ts';
import { fail } from '../../model/errors.ts';
import { hookEntry, hookEventNames, type HookEvent, type HookProgram } from './hook-entry.ts';
import { areHooksOff, findingIn, ownHooks, pythonHooks, withHooks, withoutHooks, withoutPython } from './hook-plan.ts';
import { lineDiff } from './line-diff.ts';

/** Whose hooks: the home that a hook wakes, and the machine. */
export interface HooksPlace {
  readonly homePath: string;
  readonly tools: Pick<Tools, 'at' | 'clock'>;
}

/** A change of Claude Code's settings, before it is made. */
export interface HooksChange {
  readonly path: string;
  /** As `diff -u` shows it, without the head. */
  readonly lines: readonly string[];
  /** Hooks of the Python membridge go with it. */
  readonly hadPython: boolean;
  /** Where the old file is kept; null where there is none. */
  readonly keptIn: string | null;
  /** Once. `changed`: the file is another one by now, nothing was done; plan anew. `kept`: where the old file lies. */
  write(): { readonly kind: 'written'; readonly kept: string | null } | { readonly kind: 'changed' };
}

/** What is to be done with the hooks of the Python membridge: nothing, take them out too, or only them. */
export type PythonWish = 'leave' | 'too' | 'alone';

/** Null: nothing to do. Faults: `claude-code-missing`, `hooks-without-node`, `person-file-unusable`. */
export function planHooksInstall(place: HooksPlace, launcher: string, python: PythonWish): HooksChange | null {
  if (isInShell(place) && python !== 'alone') throw fail('hooks-without-node', { program: process.execPath });
  const settings = openSettings(place);
  const start = startOf(settings);
  const program = programOf(place, launcher);
  const mine = python === 'alone' ? { text: start, emptied: {} } : withHooks(start, program);
  const text = python === 'leave' ? mine.text : withoutPython(mine.text);
  const emptied = { ...mine.emptied, ...settings.note?.emptied };
  const before = settings.note?.before ?? (start === settings.text ? undefined : settings.text);
  const isOurs = ownHooks(text).some(({ home }) => home === program.home);
  const note: HooksNote | null = isOurs ? { emptied, ...(before === undefined ? {} : { before }) } : settings.note;
  return text === start ? null : changeOf(settings, text, note);
}

/** Null: nothing of this home is there. Faults: `claude-code-missing`, `person-file-unusable`. */
export function planHooksUninstall(place: HooksPlace): HooksChange | null {
  const settings = openSettings(place);
  const start = startOf(settings);
  const left = withoutHooks(start, homeOf(place), settings.note?.emptied ?? {});
  if (left === start) return null;
  const before = settings.note?.before;
  return changeOf(settings, before !== undefined && /^\s*\{\s*\}\s*$/.test(left) ? before : left, null);
}

/** How one event stands: `old` starts another program or with other words than an install would write now. */
export interface HookStanding {
  readonly event: HookEvent;
  readonly standing: 'installed' | 'old' | 'missing';
  /** A program of its command that is not there any more. */
  readonly gone: string | null;
}

export interface HooksStatus {
  readonly path: string;
  readonly hooks: readonly HookStanding[];
  /** Claude Code is told to run no hooks at all. */
  readonly isOff: boolean;
  /** Commands of the Python membridge. */
  readonly python: readonly string[];
  /** Other homes of Membridge that have hooks there. */
  readonly otherHomes: readonly string[];
}

/** Faults: `claude-code-missing`, `person-file-unusable`. */
export function hooksStatus(place: HooksPlace, launcher: string): HooksStatus {
  const settings = openSettings(place);
  const text = startOf(settings);
  const program = programOf(place, launcher);
  const all = ownHooks(text);
  const hooks = hookEventNames.map((event): HookStanding => {
    const own = all.find(({ under, home }) => under === event && home === program.home);
    if (own === undefined) return { event, standing: 'missing', gone: null };
    const due = isInShell(place) ? { ...program, node: own.node, launcher: own.launcher } : program;
    const standing = isDeepStrictEqual(own.entry, hookEntry(event, due)) ? 'installed' : 'old';
    return { event, standing, gone: [own.node, own.launcher].find((path) => !existsSync(path)) ?? null };
  });
  const others = all.filter(({ home }) => home !== program.home).map(({ home }) => home ?? usualHome(place.tools.at));
  return {
    path: settings.path,
    hooks,
    isOff: areHooksOff(text),
    python: pythonHooks(text),
    otherHomes: [...new Set(others)],
  };
}

function openSettings({ homePath, tools }: HooksPlace): ClaudeSettings {
  const settings = claudeSettings(homePath, tools);
  const finding = findingIn(startOf(settings));
  if (finding !== null) throw fail('person-file-unusable', { path: settings.path, reason: finding });
  return settings;
}

/** What we begin with: a file that is not there or holds nothing is an empty object. */
function startOf({ text }: ClaudeSettings): string {
  return text === null || text.trim() === '' ? '{}\n' : text;
}

function changeOf(settings: ClaudeSettings, after: string | null, note: HooksNote | null): HooksChange {
  return {
    path: settings.path,
    lines: lineDiff(settings.text ?? '', after ?? ''),
    hadPython: pythonHooks(settings.text ?? '').length > pythonHooks(after ?? '').length,
    keptIn: settings.keptIn,
    write: () => settings.write(after, note),
  };
}

function programOf(place: HooksPlace, launcher: string): HookProgram {
  return { node: process.execPath, launcher, home: homeOf(place), platform: place.tools.at.platform };
}

/**
 * The shell says so to the host that it starts (electron/host-child.ts): there our program is Electron and no Node, and each
 * session of Claude Code would open a window. What a command line installed stays right.
 */
function isInShell({ tools }: HooksPlace): boolean {
  return tools.at.env['MEMBRIDGE_IN_SHELL'] !== undefined;
}

function homeOf({ homePath, tools }: HooksPlace): string | null {
  return homePath === usualHome(tools.at) ? null : homePath;
}
