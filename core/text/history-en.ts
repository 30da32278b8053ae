import type { HistoryWords } from './words.ts';

export const historyEn: HistoryWords = {
  acts: {
    push: 'push',
    'force-push': 'forced push',
    pull: 'pull',
    'force-pull': 'pull that replaced',
    'forced-by-other': 'taken after a force elsewhere',
    restore: 'restore',
    import: 'import from the Python membridge',
    undo: 'undo',
    merge: 'sync',
  },
  kinds: { safety: 'safety copy', 'set-aside': 'set aside' },
  origin: (project, host, at) => `from the Python membridge: project ${project}, ${host}, ${at}`,
  actsTitle: 'What was done here',
  pointsTitle: 'Copies on this machine',
  revisionsTitle: 'Revisions in the remote',
  nothing: 'nothing yet',
  offline: (where) => `${where} cannot be reached: only what is on this machine is shown.`,
  undid: (id) => `took back ${id}`,
  unsound: 'not a sound database',
  restorePlan: (id, now, then) => `Restoring ${id}: now ${now}, then ${then}. What is here now is kept.`,
  restoreTo: (id, file, rows) => `${id} was written to ${file}: ${rows}. The memory in use was not touched.`,
  wouldRestoreTo: (id, file, rows) => `Would write ${id} to ${file}: ${rows}.`,
  restored: (id, rows) => `Restored ${id}: ${rows}.`,
  restoreAct: 'a restore into the memory in use',
  restoreQuestion: 'Restore it?',
  undoPutBack: (act, id, now, then) =>
    `Taking back ${id} (${act}): now ${now}, then ${then}. What is here now is kept.`,
  undoPublish: (act, id, revision, label) =>
    `Taking back ${id} (${act}): revision ${revision} of ${label} is published again. The memory here stays as it is.`,
  undoneHere: (id, rows) => `Took back ${id}: ${rows} are here again.`,
  undoneThere: (id, revision) => `Took back ${id}: published the image it had replaced as revision ${revision}.`,
  undoAct: 'an undo',
  undoQuestion: 'Take it back?',
  localChange: 'it counts as a change of this machine: `membridge push` publishes it',
};
