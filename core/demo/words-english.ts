import { formatFor } from '../text/format.ts';
import type { DemoWords } from './words.ts';

const { count, number } = formatFor('en');
const sessionsOf = (made: number) => count(made, { one: 'session', many: 'sessions' });
const filesOf = (made: number) => count(made, { one: 'file', many: 'files' });
const requests = (made: number) => count(made, { one: 'request', many: 'requests' });

export const demoWordsEnglish: DemoWords = {
  labels: { laptop: 'laptop', board: 'board', desktop: 'desktop' },
  title: (version) => `Membridge ${version}: one memory on two machines, a demonstration`,
  intro: (folder) =>
    `Two machines, a laptop and a board, share the memory of an AI assistant through a folder. All of it happens in ${folder}, where each machine has a folder of its own: without a network, and nothing of yours is read or changed.`,
  headings: [
    'A memory on the laptop',
    'The laptop publishes it into a folder, sealed',
    'The board joins and fetches it',
    'The laptop goes on working',
    'Somebody else is publishing: the board has to wait',
    'Both machines write: nobody is overruled',
    'A person decides for the board; what loses is kept',
    'The laptop takes that back',
    'Is all of it sound, and can a stranger read it?',
    'Your own memory',
  ],
  tables: {
    sdk_sessions: 'sessions',
    observations: 'observations',
    session_summaries: 'summaries',
    user_prompts: 'prompts',
  },
  took: (ms, made) => `(${number(ms)} ms, ${requests(made)})`,
  exitCode: (code) => `(exit code ${code})`,

  memoryMade: (sessions, projects, rows, bytes) =>
    `A database as claude-mem 13.25.3 makes it, with all its tables, indexes, triggers and full text: ${sessionsOf(sessions)} of ${count(projects, { one: 'project', many: 'projects' })}, in English and Ukrainian, ${rows}, ${bytes}.`,
  lies: (path) => `It is ${path}.`,
  sealed: (passphrase, file) =>
    `The passphrase was made up for this demonstration: ${passphrase} (it is in ${file}). Everything in the folder but project.json is encrypted with age.`,
  equal: 'the same content',
  wrote: (where, title, project, rows) => `The ${where} writes down a session in ${project}, ${rows}: “${title}”.`,
  partsSent: (fresh, all, partBytes) =>
    fresh < all
      ? `Of ${number(all)} parts of the snapshot ${number(fresh)} had changed and were sent; the folder had the others already.`
      : `A snapshot is sent in parts of ${partBytes}, and only those that changed. This small memory is ${all === 1 ? 'one part' : `${number(all)} parts`}.`,
  caughtUp: (sessions) => `The board has ${sessionsOf(sessions)} now.`,
  leaseComing: 'A third machine, a desktop, joins:',
  leaseTaken: 'It begins to publish, and so holds the lease. Meanwhile:',
  leaseReleased: 'The desktop releases the lease, and the board tries again:',
  unseen: 'The board has not seen that, and goes on writing:',
  unchanged: (files) =>
    `Nothing was changed indeed: the ${filesOf(files)} in the folder are the same, and the board's database has the same sha256:`,
  checksums: { before: 'before', after: 'after' },
  chosen: 'A person looks at both and chooses the board:',
  loserKept: (revision) => `Revision ${revision} has lost; its snapshot stays in the folder.`,
  setAside: (rows, path) => `What the laptop had, ${rows}, is kept for at least 30 days: ${path}`,
  rowsBack: (kept, all, title) =>
    `Compared row for row with what the laptop had: ${number(kept)} of ${number(all)} rows are back and no others are there. “${title}” is among them.`,
  notAgain: 'What a person took back is not done again behind their back:',
  stranger: (folder) => `Now a stranger looks into ${folder}:`,
  found: (asked, inMemories, inFolder, files, example) =>
    `Searched for ${number(asked)} titles such as “${example}”: ${number(inMemories)} of them can be read in the two databases, ${number(inFolder)} in the ${filesOf(files)} of the folder.`,
  groupNotes: { clear: 'in clear: random ids', sealed: 'sealed with age' },
  files: filesOf,
  yours: 'The same with your claude-mem, through a folder of your own: a synchronised one, a share, a stick.',
  yourFolder: 'FOLDER',
  elsewhere:
    'On your other machines: the same init with the same passphrase, then pull. From then on: sync, on each of them.',
  lookAround: 'To look around in this demonstration (its folder can be deleted at any time):',
};
