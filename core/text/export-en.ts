import type { ExportErrorTexts, ExportWords } from './export-words.ts';
import { formatFor } from './format.ts';

const { count } = formatFor('en');

export const exportEn: ExportWords = {
  exported: (rows, file, bytes) => `Wrote ${rows} to ${file} (${bytes}).`,
  wouldExport: (rows, file) => `Would write ${rows} to ${file}.`,
  isPlain: 'The file is not encrypted: whoever has it reads the memory.',
  plan: (file, added, there) => `${file} would add ${added}; ${there} are here already and stay as they are.`,
  setAside: (lines) => `${count(lines, { one: 'line', many: 'lines' })} of it cannot be used and will be left out:`,
  line: (number, finding) => `  line ${number}: ${finding}`,
  lacking: (rows) => `The file says that it has ${rows} more: its end is missing.`,
  nothing: (file) => `Nothing to do: all that can be used of ${file} is here.`,
  question: 'Add them?',
  act: 'an import into the memory in use',
  done: (added, file) => `Added ${added} from ${file}.`,
  left: (rows, finding) => `${rows} could not be written: ${finding}.`,
  next: 'the next `membridge sync` sends them; `membridge undo` takes them back',
  nextMirror: '`membridge push` publishes them; `membridge undo` takes them back',
  undoByCopy: (point) =>
    `the first \`membridge sync\` sends them; \`membridge restore ${point} --exact\` takes them back`,
};

export const exportErrorsEn: ExportErrorTexts = {
  'file-unreadable': ({ path, reason }) => ({
    message: `${path} cannot be read (${reason}).`,
    hint: 'Check the name of the file and the rights to it.',
  }),
  'export-unknown': ({ path, finding }) =>
    finding === 'later-format'
      ? { message: `A later Membridge wrote ${path}.`, hint: 'Update Membridge on this machine.' }
      : {
          message: `${path} was not written by \`membridge export\`: its first line is not the one of an export.`,
          hint: 'Name a file that `membridge export FILE.jsonl` wrote. Nothing was changed.',
        },
};
