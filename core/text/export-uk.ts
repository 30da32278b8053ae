import type { ExportErrorTexts, ExportWords } from './export-words.ts';
import { formatFor } from './format.ts';

const { count } = formatFor('uk');

/** What is wrong with a line, as the English of the reader says it. */
const findings: Readonly<Record<string, string>> = {
  'too long': 'задовгий',
  'not UTF-8': 'не UTF-8',
  'not JSON': 'не JSON',
  'not an object': "не об'єкт",
  'a kind that only a later Membridge knows': 'вид, який знає лише новіший Membridge',
};

export const exportUk: ExportWords = {
  exported: (rows, file, bytes) => `Записано до ${file}: ${rows} (${bytes}).`,
  wouldExport: (rows, file) => `Було б записано до ${file}: ${rows}.`,
  isPlain: "Файл не зашифровано: хто його має, той читає пам'ять.",
  plan: (file, added, there) => `З ${file} буде додано: ${added}. Уже є тут і лишиться, як є: ${there}.`,
  setAside: (lines) =>
    `Непридатне там, буде пропущено: ${count(lines, { one: 'рядок', few: 'рядки', many: 'рядків' })}.`,
  line: (number, finding) => `  рядок ${number}: ${findings[finding] ?? finding}`,
  lacking: (rows) => `Судячи з початку файлу, бракує його кінця: ${rows}.`,
  nothing: (file) => `Робити нічого: усе придатне з ${file} уже є тут.`,
  question: 'Додати?',
  act: "додавання до пам'яті",
  done: (added, file) => `З ${file} додано: ${added}.`,
  left: (rows, finding) => `Не вдалося записати: ${rows} (${finding}).`,
  next: 'надішле це наступний `membridge sync`, а скасує `membridge undo`',
  nextMirror: 'опублікуйте це командою `membridge push` або скасуйте командою `membridge undo`',
  undoByCopy: (point) => `надішле це перший \`membridge sync\`, а скасує \`membridge restore ${point} --exact\``,
};

export const exportErrorsUk: ExportErrorTexts = {
  'file-unreadable': ({ path, reason }) => ({
    message: `Файл ${path} не читається (${reason}).`,
    hint: 'Перевірте назву файлу та права на нього.',
  }),
  'export-unknown': ({ path, finding }) =>
    finding === 'later-format'
      ? { message: `Файл ${path} записав новіший Membridge.`, hint: 'Оновіть Membridge на цій машині.' }
      : {
          message: `Файл ${path} записала не команда \`membridge export\`: перший рядок у ньому інший.`,
          hint: 'Назвіть файл, який записала `membridge export FILE.jsonl`. Нічого не змінено.',
        },
};
