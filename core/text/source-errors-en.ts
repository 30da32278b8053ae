import type { ErrorTexts, Sentence } from './sentence.ts';

/** The faults of the memory itself, and the brakes. */
export type SourceErrorTexts = Pick<
  ErrorTexts,
  | 'source-missing'
  | 'source-empty'
  | 'source-not-database'
  | 'source-corrupt'
  | 'source-unreadable'
  | 'source-read-only'
  | 'source-in-use'
  | 'source-locked'
  | 'brake-rows-gone'
  | 'brake-schema-newer'
  | 'brake-cloud-sync'
  | 'worker-control-off'
>;

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

export const sourceErrorsEn: SourceErrorTexts = {
  'source-missing': ({ path }) =>
    say(
      `There is no memory at ${path}.`,
      'Start claude-mem once, or fetch the memory of another machine with `membridge pull`.',
    ),
  'source-empty': ({ path }) =>
    say(`${path} is empty.`, 'Start claude-mem once, or fetch the memory of another machine with `membridge pull`.'),
  'source-not-database': ({ path }) =>
    say(
      `${path} is not a SQLite database.`,
      'Check the path (`membridge config list`); bring a sound memory back with `membridge restore ID`; `membridge history` shows which there are.',
    ),
  'source-corrupt': ({ path, finding }) =>
    say(
      `${path} is damaged: ${finding}. It was not published.`,
      'Bring a sound memory back with `membridge restore ID`; `membridge history` shows which there are, here and stored.',
    ),
  'source-unreadable': ({ path, reason }) =>
    say(`${path} cannot be read: ${reason}.`, 'Check the path and its rights, then try again.'),
  'source-read-only': ({ path }) =>
    say(`${path} may be read but not written.`, 'Mend the rights of the file and its folder, then try again.'),
  'source-in-use': ({ path, by }) =>
    say(`${path} is open in another program: ${by}.`, 'Close that program, then try again.'),
  'source-locked': ({ path, waitedMs }) =>
    say(`${path} stayed locked by another program for ${Math.round(waitedMs / 1000)} s.`, 'Try again in a moment.'),
  'brake-rows-gone': ({ table, before, after }) =>
    say(
      `Stopped to be safe: ${table} had ${before} rows when the machines last agreed and has ${after} now.`,
      'If you deleted them on purpose, repeat with --yes. Else look at `membridge history` and `membridge restore ID`.',
    ),
  'brake-schema-newer': ({ missing, installed }) =>
    say(
      `Stopped to be safe: the other memory was written by a newer claude-mem (migrations ${missing}), and ${installed} is installed here.`,
      'Update claude-mem on this machine, then try again.',
    ),
  'brake-cloud-sync': ({ path }) =>
    say(
      `Stopped to be safe: claude-mem's own cloud sync is on for ${path}, and what Membridge writes there would confuse it.`,
      "Switch claude-mem's cloud sync off, or repeat with --yes if you know what it will do.",
    ),
  'worker-control-off': ({ setting }) =>
    say(
      `claude-mem's worker runs, and the setting ${setting} does not let Membridge stop it.`,
      'Stop it yourself, repeat with --yes (where the setting is "ask"), or `membridge config set workerControl auto`.',
    ),
};
