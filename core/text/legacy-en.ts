import type { LegacyWords } from './legacy-words.ts';

export const legacyEn: LegacyWords = {
  listTitle: (where) => `The Python membridge keeps in ${where}:`,
  listEmpty: (where) => `The Python membridge keeps nothing in ${where}.`,
  noDatabase: 'no database',
  lockHeld: (host, freeAt) => `locked by ${host} until ${freeAt}: it may be writing`,
  lockLapsed: (host) => `the lock of ${host} has lapsed`,
  lease: (primary, epoch) =>
    `primary was ${primary} (epoch ${epoch}); Membridge has no primaries, nothing of it is taken`,
  bloom: 'Results of BLOOM (artifacts/…) lie there too; they are no memory and are left alone.',
  found: (project, id, host, at, rows, bytes) =>
    `The Python membridge holds the project "${project}" (${id}): ${rows}, ${bytes}, from ${host} at ${at}.`,
  foundBare: (id, rows, bytes) => `The Python membridge holds the project ${id}: ${rows}, ${bytes}.`,
  staleManifest: 'Its manifest does not tell of this database; its checksum does.',
  nothingHere: 'There is no memory here yet.',
  unsoundHere: 'The memory here cannot be read: it would be set aside.',
  difference: (onlyHere, onlyThere) =>
    `Only here: ${onlyHere}; only there: ${onlyThere}. The database there would take the place of the one here, which is kept.`,
  same: 'Nothing to do: what the Python membridge holds is here already.',
  importAct: 'replacing the memory here by that of the Python membridge',
  importQuestion: 'Replace the memory here?',
  imported: (rows, point) => `Imported ${rows} from the Python membridge; its database is kept as ${point}.`,
  importHint: 'publish it with `membridge push`, or take it back with `membridge undo`',
  exportPlan: (rows, where, id) => `Would give ${rows} to the Python membridge in ${where}, project ${id}.`,
  exportDifference: (onlyHere, onlyThere) =>
    `Only here: ${onlyHere}; only there: ${onlyThere}. What is only there is kept on this machine and is gone for the old machines.`,
  exportFirst: 'It holds no database of this project yet.',
  exportOverDamaged: 'What it holds now is no sound database and is written over.',
  exportAct: 'writing over what only the Python membridge holds',
  exportQuestion: 'Write over it?',
  exported: (rows, bytes, where) => `Gave ${rows} (${bytes}) to the Python membridge in ${where}.`,
  exportedKept: (point) => `What it held before is kept here as ${point}.`,
  exportHint: 'on an old machine `claude-mem-pull` takes it',
  exportSame: 'Nothing to do: the Python membridge holds this memory already.',
};
