import { formatFor } from '../text/format.ts';
import type { DemoWords } from './words.ts';

const { count, number } = formatFor('en');
const sessionsOf = (made: number) => count(made, { one: 'session', many: 'sessions' });
const filesOf = (made: number) => count(made, { one: 'file', many: 'files' });
const requests = (made: number) => count(made, { one: 'request', many: 'requests' });

export const demoWordsEnglish: DemoWords = {
  labels: { laptop: 'laptop', board: 'board' },
  title: (version) => `Membridge ${version}: one memory on two machines, a demonstration`,
  intro: (folder) =>
    `Two machines, a laptop and a board, share the memory of an AI assistant through a folder. All of it happens in ${folder}, where each machine has a folder of its own: without a network, and nothing of yours is read or changed.`,
  headings: [
    'A memory on the laptop',
    'The laptop sends it into a folder, sealed',
    'The board joins and takes it',
    'Both machines write at the same time',
    'Both correct the same title: a rule decides, and a person may',
    'The folder is away for a while',
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
  startedOnce: 'claude-mem was started once on the board and made an empty memory there:',
  united: 'Nobody had to wait, and nobody was overruled: both machines hold what both wrote.',
  corrected: (title, where) => `${title} (${where === 'laptop' ? 'reviewed' : 'checked again'})`,
  correction: (where, title) => `On the ${where} the title becomes “${title}”.`,
  ruled: 'The later correction counts, and the other one is kept for a person to see:',
  unplugged: 'The stick with the folder is pulled out. The laptop goes on working:',
  pluggedIn: 'The stick is back:',
  rowsEqual: (same, all) =>
    `Compared row for row: ${number(same)} of ${number(all)} rows are the same on both machines.`,
  stranger: (folder) => `Now a stranger looks into ${folder}:`,
  found: (asked, inMemories, inFolder, files, example) =>
    `Searched for ${number(asked)} titles such as “${example}”: ${number(inMemories)} of them can be read in the two databases, ${number(inFolder)} in the ${filesOf(files)} of the folder.`,
  groupNotes: { clear: 'in clear: random ids', sealed: 'sealed with age' },
  files: filesOf,
  yours: 'The same with your claude-mem, through a folder of your own: a synchronised one, a share, a stick.',
  yourFolder: 'FOLDER',
  elsewhere:
    'On your other machines: the same init with the same passphrase, then sync, on each of them, as often as you like: they may write at the same time.',
  lookAround: 'To look around in this demonstration (its folder can be deleted at any time):',
};
