import { formatFor } from './format.ts';
import type { MergeWords } from './merge-words.ts';

const { count } = formatFor('en');

export const mergeEn: MergeWords = {
  records: (number) => count(number, { one: 'record', many: 'records' }),
  nothing: 'Nothing to do: this machine has what the others have, and they have what is here.',
  brought: (rows, labels, bytes) => `Brought ${rows} from ${labels} (${bytes}).`,
  applied: (rows) => `Put ${rows} in place that had waited.`,
  sent: (records, bytes) => `Sent ${records} (${bytes}).`,
  wouldBring: (rows, labels) => `Would bring ${rows}${labels === '' ? '' : ` from ${labels}`}.`,
  wouldSend: (records, bytes) => `Would send ${records} (${bytes}).`,
  setup: (path) => `There is no memory at ${path} yet: what the others wrote waits for it.`,
  setupNext: 'start claude-mem once, then run `membridge sync`',
  kept: (records) => `Still to be sent from this machine: ${records}. Nothing is lost.`,
  waiting: (records) => `Still to be put in place here: ${records}. A later sync does it.`,
  parked: (records) => `${records} cannot be put in place here: the database forbids it.`,
  parkedNext: '`membridge doctor` says more; they are tried again at each sync',
  tooLarge: (records) => `${records} too large to be sent, and only here.`,
  unread: (number, labels) =>
    `${count(number, { one: 'part', many: 'parts' })} of the log of ${labels} cannot be read: set aside, asked for again.`,
  newer: (labels) => `A later Membridge wrote the log of ${labels}: it waits.`,
  newerNext: 'update Membridge on this machine',
  replaced: 'The database here was replaced by another one: what it lacked was brought back, nothing was deleted.',
  cloned: (id) =>
    `Another machine uses a copy of this home: this one is a device of its own now (${id}), and nothing is lost.`,
  conflicts: (number) =>
    `${count(number, { one: 'record was', many: 'records were' })} written on two machines at once: settled by rule, what lost is kept for you to see.`,
  conflictsNext: '`membridge conflicts` lists them',
  pullNext: 'send them with `membridge push`',
  pushNext: 'fetch what the others wrote with `membridge sync`',
  segmentsBehind: (number) => `${count(number, { one: 'update', many: 'updates' })} behind`,
  history: (applied, published, labels) =>
    `brought ${applied}${labels === '' ? '' : ` from ${labels}`}, sent ${published}`,
  kinds: {
    session: 'session',
    observation: 'observation',
    summary: 'summary',
    prompt: 'prompt',
    'tool-use': 'tool use',
  },
  desk: {
    none: 'Nothing waits for you.',
    line: (id, kind, title, columns, labels, date) =>
      `${String(id).padStart(4)}  ${date}  ${kind} “${title}”: ${columns} (${labels})`,
    next: '`membridge conflicts show ID` shows both sides',
    here: (column, label) => `${column}, what counts now (${label}):`,
    other: (column, label) => `${column}, what lost (${label}):`,
    deleted: (label) => `${label} deleted it while it was edited elsewhere.`,
    isGone: 'deleted',
    empty: '(empty)',
    showNext: (id) => `nothing, if that is right; else \`membridge conflicts keep ${id} ours|theirs|both\``,
    kept: {
      ours: (id) => `Conflict ${id}: what this machine wrote counts.`,
      theirs: (id) => `Conflict ${id}: what the other machine wrote counts.`,
      both: (id) => `Conflict ${id}: both are kept.`,
    },
    wouldKeep: (id, columns) => `Would settle conflict ${id}: ${columns}.`,
    syncNext: '`membridge sync` tells the other machines',
    unknownDevice: 'before the first sync',
  },
  devices: {
    none: 'No machine has published anything yet.',
    renamed: (label) => `This machine is called ${label} now; the others see it after the next sync.`,
    wouldRename: (before, label) => `Would call this machine ${label} (now ${before}).`,
    removed: (label) => `${label} is not listed on this machine any more. What it wrote stays.`,
    wouldRemove: (label) => `Would take ${label} off the list of this machine; what it wrote stays.`,
    removedNext: 'if that machine is lost or sold, change the keys of the store',
  },
  verify: {
    read: (segments, devices, records, bytes) =>
      `Read again and checked: ${segments} of ${devices}, ${records}, ${bytes}.`,
    segments: (number) => count(number, { one: 'segment', many: 'segments' }),
    devices: (number) => count(number, { one: 'machine', many: 'machines' }),
    same: (records) => `The memory here says the same as the log: ${records}.`,
    newerHere: (records) => `${records} newer here than in the log: the next sync sends them.`,
    newerThere: (records) => `${records} newer in the log than here: the next sync brings them.`,
    differ: (records) => `${records} different here and in the log.`,
    noDatabase: 'There is no memory on this machine yet.',
  },
  doctor: {
    records: (live, dead) => `${live} known, ${dead} deleted.`,
    unread: (number, finding) =>
      `${count(number, { one: 'part', many: 'parts' })} of other logs cannot be read: ${finding}.`,
    parkedNext:
      'Update claude-mem on this machine if it is older than on the others; they are tried again at each sync.',
    unreadNext: 'Sync on the machine that wrote it: it sends those parts again.',
  },
  plan: (upload, bring) => `The first sync will upload ${upload}, bring ${bring}, delete 0.`,
  statusNext: {
    conflict: '`membridge conflicts` shows what lost; nothing has to be decided in a hurry',
    braked: 'if that was on purpose: `membridge sync --yes`; else bring the rows back and sync again',
    setup: 'start claude-mem once, then run `membridge sync`',
  },
  statusStates: {
    conflict: 'In sync; something was written on two machines at once and waits for a look',
    braked: 'Stopped to be safe: many rows were deleted or changed here',
  },
};
