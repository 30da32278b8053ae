import { heldEn } from './merge-errors-en.ts';
import { formatFor } from './format.ts';
import type { MergeActErrorTexts, MergeActWords } from './merge-acts-words.ts';

const { list } = formatFor('en');

export const mergeActsEn: MergeActWords = {
  forcePush: {
    nothing: 'Nothing to force: the others show what this machine shows.',
    plan: (deletes, edits, revives) =>
      `The others will lose ${deletes}, have ${edits} changed to what stands here, and get back ${revives} they deleted.`,
    lacked: (label, records, titles) =>
      `  ${label} wrote ${records} of those that go${titles === '' ? '' : `: ${titles}`}`,
    leftAlone: (records) => `${records} cannot be shown here or are held: left alone.`,
    later: 'What another machine has not published yet is not touched: it merges later.',
    question: 'Make the other machines show what this one shows?',
    done: (deletes, edits, revives) =>
      `Forced: ${deletes} deleted, ${edits} changed, ${revives} brought back elsewhere.`,
  },
  forcePull: {
    nothing: 'Nothing to give up: all that is here is published.',
    plan: (removed, rows) =>
      `${removed} that only this machine has will go, ${rows} will become as the others have them. A copy is kept.`,
    question: 'Give up what was not published?',
    done: (removed, rows) => `Gave up what was not published: ${removed} removed, ${rows} as the others have them.`,
    left: (rows) => `${rows} stay: claude-mem has work queued for them.`,
  },
  restore: {
    nothing: (id) => `Nothing to restore: all of ${id} is here.`,
    plan: (id, bringBack, unedit, remove) =>
      `Restoring ${id} will bring back ${bringBack}, take edits of ${unedit} back, and remove ${remove}. A copy of now is kept.`,
    travels: 'This reaches the other machines too.',
    done: (id, bringBack, unedit, remove) =>
      `Restored ${id}: ${bringBack} brought back, edits of ${unedit} taken back, ${remove} removed.`,
    left: (rows, finding) => `${rows} could not be written: ${finding}.`,
  },
  undo: {
    planHere: (act, id, rows) => `Taking back ${id} (${act}) on this machine: ${rows} as they were before.`,
    holds: 'The others keep theirs, and these are held as they are here until you resume or edit them.',
    planEverywhere: (act, id, rows) => `Taking back ${id} (${act}) on all machines: ${rows} as they were before.`,
    planResume: (rows) => `${rows} held on this machine will show again what all machines together say.`,
    doneHere: (id, rows) => `Took back ${id} on this machine: ${rows} as they were, and held.`,
    resumeHint: '`membridge undo` once more ends the hold; `membridge status` tells how many are held',
    doneEverywhere: (id, rows) => `Took back ${id} on all machines: ${rows} as they were.`,
    doneResume: (rows) => `The hold has ended: ${rows} show what all machines together say.`,
    changedSince: (rows) => `Changed since, and left as found: ${rows}.`,
  },
  undoHint: '`membridge undo` takes it back',
  sent: (records, bytes) => `Told the others: ${records} (${bytes}).`,
  waits: (records) => `The others will be told by the next sync: ${records} wait on this machine.`,
  held: (records) => `${records}, by an undo; \`membridge undo\` ends the hold`,
  heldLabel: 'Held',
  incoming: (records) => `${records} to be deleted; \`membridge sync --yes\` lets that in`,
  incomingLabel: 'Held back from others',
  changed: (written, removed) => `${written} written, ${removed} removed`,
  confirmed: (act, labels) => `${act} on ${labels}`,
  copied: (restorePoint, act, label) =>
    `Before a ${act} of ${label} was taken over, what was here was kept as ${restorePoint}.`,
  batchActs: {
    restore: 'restore',
    undo: 'undo',
    'force-push': 'forced push',
    import: 'import',
    confirmed: 'confirmed delete',
  },
};

export const mergeActErrorsEn: MergeActErrorTexts = {
  'brake-incoming': ({ held, labels }) => ({
    message: `Held to be safe: ${labels} says that ${list(held.map(heldEn))}. They stay here; everything else went on.`,
    hint: 'If that was on purpose, repeat with --yes. Else bring the rows back on the machine that lost them.',
  }),
};
