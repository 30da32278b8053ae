import { formatFor } from './format.ts';
import type { HooksWords } from './hooks-words.ts';
import type { ErrorTexts } from './sentence.ts';

const { count } = formatFor('en');

export const hooksEn: HooksWords = {
  wouldChange: (path) => `The change of ${path}:`,
  question: 'Write this?',
  act: "installing Claude Code's hooks",
  removeQuestion: 'Take these out?',
  removeAct: "removing Claude Code's hooks",
  about:
    'A session that begins then waits at most 1.5 seconds for what your other machines wrote; a prompt and an answer only wake Membridge; the end of a session sends what is new. None of them ever fails.',
  pythonFound: (number) =>
    `The Python membridge still has ${count(number, { one: 'hook', many: 'hooks' })} there, and copies the same memory in its own way:`,
  pythonQuestion: 'Switch these off too?',
  changedMeanwhile: 'Another program wrote the file just now. This is the change of what stands there now.',
  installed: (path) => `The hooks stand in ${path}.`,
  removed: (path) => `The hooks are gone from ${path}.`,
  pythonOff: 'The hooks of the Python membridge are switched off.',
  kept: (path) => `The file as it was: ${path}.`,
  nextSession: 'Sessions of Claude Code that are open may take this up only when they start anew.',
  nothingToInstall: (path) => `The hooks stand in ${path} already. Nothing was changed.`,
  nothingToRemove: (path) => `No hook of this Membridge stands in ${path}. Nothing was changed.`,
  pythonHint: 'The hooks of the Python membridge are still on: `membridge hooks install --switch-off-python`.',
  statusTitle: (path) => `Hooks in ${path}:`,
  standings: { installed: 'installed', old: 'of another version', missing: 'missing' },
  gone: (path) => `it starts ${path}, which is not there any more`,
  off: 'Claude Code runs no hooks at all: its settings say disableAllHooks.',
  python: (command) => `A hook of the Python membridge is still on: ${command}`,
  otherHome: (path) => `Another home of Membridge has hooks there too: ${path}.`,
  installHint: 'Put them right with `membridge hooks install`.',
};

const findings: Readonly<Record<string, string>> = {
  'not-json': 'it is not JSON',
  'not-object': 'it holds no object',
  'hooks-not-object': 'its "hooks" is no object',
  'event-not-list': 'an event under its "hooks" is no list',
  'not-text': 'it is not text in UTF-8',
  'not-a-file': 'it is no file',
  'too-big': 'it has more than a megabyte',
  'not-yours': 'it belongs to another user',
};

export const hooksErrorsEn: Pick<
  ErrorTexts,
  'claude-code-missing' | 'hooks-without-node' | 'person-file-unusable' | 'person-file-busy'
> = {
  'claude-code-missing': ({ folder }) => ({
    message: `Claude Code has no folder ${folder} here.`,
    hint: 'Start Claude Code once, or name its folder in CLAUDE_CONFIG_DIR.',
  }),
  'hooks-without-node': ({ program }) => ({
    message: `Hooks start Node, and ${program} is the tray app: each session of Claude Code would open its window.`,
    hint: 'Set them up with the command line: `membridge hooks install` in a terminal.',
  }),
  'person-file-unusable': ({ path, reason }) => {
    const finding = findings[reason];
    if (reason === 'EROFS') {
      return {
        message: `${path} cannot be written from here (${reason}). Nothing was changed.`,
        hint: 'If Membridge runs as a service, which may not write there, repeat it in a terminal: `membridge hooks install` or `uninstall`. If a tool makes this file, put the lines of `membridge hooks install --dry-run` into its source.',
      };
    }
    if (finding === undefined) {
      return {
        message: `${path} cannot be read or written (${reason}). Nothing was changed.`,
        hint: 'See to its rights and to those of its folder. If a tool makes this file, put the lines of `membridge hooks install --dry-run` into its source.',
      };
    }
    return { message: `${path} was left alone: ${finding}.`, hint: 'Mend the file, then repeat the command.' };
  },
  'person-file-busy': ({ path }) => ({
    message: `Another program keeps writing ${path}. Nothing was changed.`,
    hint: 'End Claude Code, then repeat the command.',
  }),
};
