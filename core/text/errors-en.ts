import { formatFor } from './format.ts';
import { cleanupErrorsEn } from './cleanup-en.ts';
import { exportErrorsEn } from './export-en.ts';
import { hooksErrorsEn } from './hooks-en.ts';
import { legacyErrorsEn } from './legacy-errors-en.ts';
import { mergeActErrorsEn } from './merge-acts-en.ts';
import { hostErrorsEn } from './host-en.ts';
import { mergeErrorsEn } from './merge-errors-en.ts';
import { remoteErrorsEn } from './remote-errors-en.ts';
import { type ErrorTexts, type Sentence, shown } from './sentence.ts';
import { serviceErrorsEn } from './service-en.ts';
import { sourceErrorsEn } from './source-errors-en.ts';
import { tuneErrorsEn } from './tune-apply-en.ts';
import { tuneHelperErrorsEn } from './tune-helper-en.ts';

const { bytes, count, number } = formatFor('en');
const minutes = { one: 'minute', many: 'minutes' };

const purposes: Readonly<Record<string, string>> = {
  push: 'publishing',
  force: 'publishing by force',
  undo: 'taking an act back',
  restore: 'restoring',
};

const undoReasons: Readonly<Record<string, string>> = {
  'nothing-done-yet': 'nothing was done on this machine yet',
  'push-replaced-nothing': 'the last act was a push, and it replaced nothing',
  'nothing-was-here-before': 'the last act put a memory where none was',
  'no-rows-changed': 'nothing that was done on this machine changed rows and still stands',
  'copy-past-its-time': 'the copy of what was here before is past its time and gone',
};

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

/** Every fault in English. */
export const errorsEn: ErrorTexts = {
  ...sourceErrorsEn,
  ...remoteErrorsEn,
  ...serviceErrorsEn,
  ...hooksErrorsEn,
  ...tuneErrorsEn,
  ...tuneHelperErrorsEn,
  ...legacyErrorsEn,
  ...exportErrorsEn,
  ...cleanupErrorsEn,
  ...mergeErrorsEn,
  ...hostErrorsEn,
  ...mergeActErrorsEn,
  usage: ({ detail }) => say(`${capital(detail)}.`, 'See `membridge COMMAND --help` for examples.'),
  'command-unknown': ({ name, nearest }) =>
    say(
      `There is no command "${name}".`,
      nearest === '' ? 'See `membridge --help`.' : `Did you mean \`membridge ${nearest}\`?`,
    ),
  'option-unknown': ({ name, nearest }) =>
    say(
      `There is no option ${name} here.`,
      nearest === '' ? 'See `membridge COMMAND --help`.' : `Did you mean ${nearest}?`,
    ),
  'not-connected': ({ home }) =>
    say(`This machine is not connected yet: ${home} holds no connection.`, 'Run `membridge init --folder DIR` first.'),
  'already-connected': ({ setting, have, want }) =>
    say(
      `This machine is connected already, with ${setting} ${have}, not ${want}.`,
      'Look at it with `membridge config list`, or connect anew with `membridge init … --reconnect`.',
    ),
  'mode-mismatch': ({ bucket, asked }) =>
    say(
      `The project there works in ${bucket} mode, not ${asked}.`,
      'The mode belongs to the project: leave out --mode, or update Membridge if it does not know that mode.',
    ),
  'mode-unavailable': ({ mode, path }) =>
    say(
      `The mode ${mode} works row by row, and ${path} is not a memory of claude-mem.`,
      'Leave out --mode, or say --mode mirror: then the file is kept as a whole.',
    ),
  'project-sealed': ({ where }) =>
    say(
      `The project in ${where} is encrypted, and --no-encryption was given.`,
      'Leave out --no-encryption and give its passphrase (--passphrase-file FILE).',
    ),
  'project-plain': ({ where }) =>
    say(
      `The project in ${where} is not encrypted: everybody who reads that place can read it.`,
      'Say so aloud with --no-encryption to join it, or make another project with --project NAME.',
    ),
  'project-unknown': ({ id, where }) =>
    say(`There is no project ${id} in ${where}.`, 'See what is there with `membridge project list`.'),
  'passphrase-needed': ({ home }) =>
    say(
      `The passphrase is needed, and ${home} does not hold the opened key.`,
      'Run `membridge init --passphrase-file FILE`, or init on a terminal; on a machine that was connected add --reconnect. For a project in clear: --no-encryption.',
    ),
  'passphrase-empty': ({ file }) =>
    say(`The passphrase file ${file} is empty.`, 'Write the passphrase into its first line.'),
  'store-keys-needed': ({ names }) =>
    say(
      `The keys of the store are needed, and there is no terminal to ask on.`,
      `Set ${names} in the environment, or run init on a terminal.`,
    ),
  'confirmation-needed': ({ act }) =>
    say(
      `${capital(act)} needs a yes, and there is no terminal to ask on.`,
      'Look at the plan with --dry-run, then repeat with --yes.',
    ),
  'setting-unknown': ({ key, nearest }) =>
    say(
      `There is no setting "${key}".`,
      nearest === '' ? 'See `membridge config list`.' : `Did you mean ${nearest}? See \`membridge config list\`.`,
    ),
  'setting-invalid': ({ key, value, expected }) => say(`${key} cannot be "${shown(value)}".`, `Give ${expected}.`),
  'settings-unreadable': ({ path, finding }) =>
    say(
      `The settings in ${path} cannot be used: ${finding}.`,
      'Mend the file, or move it away and run `membridge init` again. Nothing was changed.',
    ),
  'secrets-unreadable': ({ path, finding }) =>
    say(
      `The keys in ${path} cannot be used: ${finding}.`,
      'Move the file away and run `membridge init --reconnect` with the passphrase.',
    ),
  'keychain-unavailable': ({ backend }) =>
    say(
      `This desktop has no keychain that keeps secrets (${backend}): they would be readable for every program.`,
      'Unlock or install one (GNOME Keyring, KWallet). Until then the keys stay in a file that only you can read.',
    ),
  'keychain-closed': ({ home }) =>
    say(
      `The keys of ${home} are in the keychain of this computer, which only Membridge's app opens, and the app does not run.`,
      'Start it (`npm start` before the screen). If it is gone for good, move secrets.json away and run `membridge init --reconnect`.',
    ),
  'home-unusable': ({ path, reason }) =>
    say(
      `The home folder ${path} cannot be used: ${reason}.`,
      'Choose another with --home DIR, or mend its owner and rights.',
    ),
  'state-newer': ({ path, version, known }) =>
    say(
      `${path} was written by a newer Membridge (form ${version}, this one knows ${known}).`,
      'Update Membridge on this machine.',
    ),
  'state-damaged': ({ path, finding }) =>
    say(
      `The state in ${path} is damaged: ${finding}.`,
      'Run the command again: the file is moved aside and made anew; your memory is not touched.',
    ),
  'restore-point-unknown': ({ id }) =>
    say(`There is nothing called "${id}" to go back to.`, 'See `membridge history` for names such as r3 or v12.'),
  'nothing-to-undo': ({ reason }) =>
    say(
      `There is nothing to undo: ${undoReasons[reason] ?? reason}.`,
      'See `membridge history` and `membridge restore ID`.',
    ),
  'file-exists': ({ path }) =>
    say(`${path} is there already, and nothing is overwritten.`, 'Name a file that does not exist.'),
  'source-kind-differs': ({ path, here, there }) =>
    say(
      `The project holds a memory of the kind ${there}, and ${path} is of the kind ${here}.`,
      'Name another file or another project: `membridge init … --source FILE --reconnect`.',
    ),
  'remote-folder-inside': ({ folder, home }) =>
    say(
      `The memory cannot be kept there: ${folder} lies inside ${home}.`,
      'Name a folder apart from the home of Membridge and from the memory itself.',
    ),
  'lease-held': ({ label, purpose, heldMinutes, freeInMinutes }) =>
    say(
      `${label} has been ${purposes[purpose] ?? purpose} for ${count(heldMinutes, minutes)}.`,
      `Try again in ${count(freeInMinutes, minutes)} at the latest, when its claim lapses; \`membridge lock\` shows it.`,
    ),
  'lease-lost': ({ label, purpose }) =>
    say(
      `The claim of this machine ended while it was ${purposes[purpose] ?? purpose}; ${label} has it now.`,
      'Run the command again. Nothing was published.',
    ),
  'home-busy': ({ home, hostPid }) =>
    say(
      `Another Membridge works in ${home} right now.`,
      hostPid === undefined
        ? 'Wait until it is done, then try again.'
        : `It is the host (process ${hostPid}), and it did not step aside in time: try again, \`membridge status\` says what it does.`,
    ),
  'source-busy': ({ path }) =>
    say(`Another Membridge works on ${path} right now.`, 'Wait until it is done, then try again.'),
  diverged: ({ here, there }) =>
    say(
      `Both sides have changed: ${here} here and ${there} there. Nothing was changed.`,
      'Choose a side: `membridge push --force` keeps this one, `membridge pull --replace` takes the other; the loser is kept and `membridge undo` brings it back.',
    ),
  'heads-diverged': ({ labels }) =>
    say(
      `Several machines have published at once: ${labels}. All their images are kept.`,
      'Choose a side: `membridge push --force` keeps the memory of this machine, `membridge pull --replace` takes the newest of the others.',
    ),
  'joined-with-content': ({ localRows, remoteRows }) =>
    say(
      `There is a memory here (${count(localRows, { one: 'row', many: 'rows' })}) and another one there (${number(remoteRows)}). Nothing was changed.`,
      'Choose a side: `membridge push --force` keeps this one, `membridge pull --replace` takes the other; the loser is kept as a restore point.',
    ),
  'format-unknown': ({ key, format }) =>
    say(`${key} has format ${format}, which this Membridge does not know.`, 'Update Membridge on this machine.'),
  'disk-full': ({ path, needBytes, freeBytes }) =>
    say(
      needBytes > freeBytes
        ? `There is too little room at ${path}: ${bytes(needBytes)} are needed, ${bytes(freeBytes)} are free.`
        : `There is no room left at ${path} (${bytes(freeBytes)} are free).`,
      'Free some space, then run the command again.',
    ),
  'worker-stuck': ({ what, waitedMs }) =>
    say(
      `${capital(what)}${waitedMs > 0 ? ` (waited ${Math.round(waitedMs / 1000)} s)` : ''}.`,
      "Look at claude-mem's own log, or restart Claude Code, then run `membridge doctor --fix`.",
    ),
  interrupted: ({ during }) =>
    say(
      `Stopped on request during ${during}.`,
      'Run the command again when you like: what was begun is finished or taken back first.',
    ),
  'engine-crashed': ({ detail }) =>
    say(
      `The engine of the host ended unexpectedly: ${detail}.`,
      'It is started again by itself, and what was begun is settled first; the log has the details: `membridge logs`.',
    ),
  unexpected: ({ detail }) =>
    say(`Something went wrong that should not: ${detail}.`, 'The log has the details: `membridge logs`.'),
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
