import { formatFor } from './format.ts';
import type { ErrorTexts } from './sentence.ts';

const { count, time } = formatFor('uk');

const envFindings: Readonly<Record<string, string>> = {
  'command-substitution': 'щоб отримати значення, довелося б виконати команду',
  command: 'це була б команда, а не присвоєння на зразок NAME=value',
  expansion: 'у ньому підстановка, яку вміє лише оболонка',
  operator: 'у ньому оператор оболонки поза лапками',
  'other-home': 'у ньому домашня тека іншого користувача',
  'quote-open': 'лапки або зворотна риска не мають кінця',
  'control-character': 'у ньому керівний знак',
};

type LegacyErrors = Pick<
  ErrorTexts,
  'env-file-refused' | 'legacy-project-unknown' | 'legacy-locked' | 'legacy-changed'
>;

/** The same in Ukrainian. */
export const legacyErrorsUk: LegacyErrors = {
  'env-file-refused': ({ path, line, finding }) => ({
    message: `Рядок ${line} файлу ${path} не прочитано: ${envFindings[finding] ?? finding}. З файлу нічого не взято.`,
    hint: "Налаштування читаються, а не виконуються: запишіть там саме значення в одинарних лапках ('…').",
  }),
  'legacy-project-unknown': ({ id, where, found }) => ({
    message: `У ${where} немає проєкту ${id} від membridge на Python.`,
    hint:
      found === ''
        ? 'Від membridge на Python там немає нічого: перевірте кошик або теку.'
        : `Там є ${found}: виберіть через --project NAME або --prefix-id ID, а перелік покаже \`membridge import-legacy --list\`.`,
  }),
  'legacy-locked': ({ host, freeAtMs, freeInMinutes }) => ({
    message: `${host} тримає замок membridge на Python до ${time(freeAtMs)}: можливо, він саме записує.`,
    hint: `Спробуйте за ${count(freeInMinutes, { one: 'хвилину', few: 'хвилини', many: 'хвилин' })}. Membridge на Python ніколи не знімає свого замка; якщо його push точно завершився, вилучіть там locks/active.lock.`,
  }),
  'legacy-changed': ({ where }) => ({
    message: `Хтось інший саме тоді писав у ${where}. Тут нічого не змінено.`,
    hint: 'Переконайтеся, що жоден membridge на Python не публікує, і повторіть команду.',
  }),
};
