import { formatFor } from './format.ts';
import { doctorEn } from './doctor-en.ts';
import { exportEn } from './export-en.ts';
import { hooksEn } from './hooks-en.ts';
import { legacyEn } from './legacy-en.ts';
import { historyEn } from './history-en.ts';
import { hostEn } from './host-en.ts';
import { serviceEn } from './service-en.ts';
import { statusEn } from './status-en.ts';
import { mergeEn } from './merge-en.ts';
import { mergeActsEn } from './merge-acts-en.ts';
import { syncEn } from './sync-en.ts';
import { cleanupEn } from './cleanup-en.ts';
import { keychainEn } from './keychain-en.ts';
import { tuneEn } from './tune-en.ts';
import { connectEn } from './connect-en.ts';
import type { ConfigWords, LockWords, ProjectWords, VerifyWords, Words } from './words.ts';

const { count } = formatFor('en');

const verify: VerifyWords = {
  read: (heads, snapshots, parts, bytes) => `Read again and checked: ${heads}, ${snapshots}, ${parts}, ${bytes}.`,
  heads: (number) => count(number, { one: 'head', many: 'heads' }),
  snapshots: (number) => count(number, { one: 'snapshot', many: 'snapshots' }),
  parts: (number) => count(number, { one: 'part', many: 'parts' }),
  sound: 'Everything that is stored is sound.',
  damaged: (number) => `${count(number, { one: 'object is', many: 'objects are' })} damaged or missing:`,
  local: {
    same: 'The memory here holds the same as the newest revision.',
    differs: 'The memory here differs from the newest revision.',
    'no-database': 'There is no memory on this machine.',
    'no-head': 'Nothing was published yet.',
    'heads-diverged': 'Several machines published at once; nobody has chosen yet.',
  },
};

const lock: LockWords = {
  free: 'Free: nobody is publishing.',
  ours: (minutes) => `This machine has held it for ${minutes}.`,
  held: (label, purpose, minutes, freeAt) =>
    `${label} has been ${purpose} for ${minutes}; free at ${freeAt} at the latest.`,
  purposes: {
    push: 'taking a snapshot',
    force: 'publishing by force',
    undo: 'taking an act back',
    restore: 'restoring',
  },
  lapsed: (label) => `The claim of ${label} has lapsed: whoever comes next may take it.`,
  damaged: (finding) =>
    `What stands at lease.json is damaged: ${finding}. It does not tell whether somebody is publishing.`,
  released: 'Released.',
  wouldRelease: 'It would be released.',
  nothingToRelease: 'There is nothing to release.',
  releaseAct: 'releasing the lapsed claim of another machine',
  minutes: (number) => count(number, { one: 'minute', many: 'minutes' }),
};

const project: ProjectWords = {
  listTitle: (where) => `Projects in ${where}:`,
  none: (where) => `${where} holds no project.`,
  ours: 'this machine',
  pinned: (id) => `This machine now uses the project ${id}.`,
  pinnedAlready: (id) => `This machine uses the project ${id} already.`,
  wouldPin: (id) => `This machine would use the project ${id}.`,
};

const config: ConfigWords = {
  set: (key, value) => `${key} = ${value}`,
  wouldSet: (key, value, before) => `${key} would become ${value} (now ${before}).`,
  isDefault: 'default',
  expected: (english) => english,
  noLog: 'The log is empty.',
};

export const wordsEn: Words = {
  phases: {
    checking: 'Reading the memory',
    copying: 'Taking a snapshot',
    uploading: 'Sending',
    downloading: 'Fetching',
    'keeping-safety-copy': 'Keeping a copy of what is here',
    'stopping-worker': 'Stopping the worker',
    replacing: 'Putting the memory in place',
    'starting-worker': 'Starting the worker',
    verifying: 'Checking what is stored',
  },
  perSecond: (bytes) => `${bytes}/s`,
  timeLeft: (duration) => `${duration} left`,
  yesNo: '[y/N]',
  goOn: 'Go on all the same?',
  nothingChanged: 'Nothing was changed.',
  stopping: 'Stopping: what is half done is settled now, or at the next start. Ctrl-C again stops at once.',
  rows: (number) => count(number, { one: 'row', many: 'rows' }),
  noRows: 'no rows',
  yes: 'yes',
  no: 'no',
  hint: 'Next',
  dryRun: 'Dry run: nothing was touched.',
  stateMoved: (path) =>
    `The state of this home could not be used: it lies in ${path} with its restore points, and a new one was made. This machine counts as a new device; the memory is not touched.`,
  oldName: (old, now) => `${old} is an old name: use ${now}.`,
  log: (path) => `Details are in ${path}.`,
  sync: syncEn,
  connect: connectEn,
  status: statusEn,
  history: historyEn,
  host: hostEn,
  verify,
  lock,
  project,
  config,
  doctor: doctorEn,
  hooks: hooksEn,
  legacy: legacyEn,
  export: exportEn,
  merge: mergeEn,
  mergeActs: mergeActsEn,
  service: serviceEn,
  tune: tuneEn,
  cleanup: cleanupEn,
  keychain: keychainEn,
};
