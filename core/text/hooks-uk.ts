import { formatFor } from './format.ts';
import type { HooksWords } from './hooks-words.ts';
import type { ErrorTexts } from './sentence.ts';

const { count } = formatFor('uk');

export const hooksUk: HooksWords = {
  wouldChange: (path) => `Зміна у файлі ${path}:`,
  question: 'Записати?',
  act: 'Встановлення хуків Claude Code',
  removeQuestion: 'Прибрати їх?',
  removeAct: 'Вилучення хуків Claude Code',
  about:
    'Відтоді новий сеанс чекатиме щонайбільше 1,5 секунди на те, що записали інші ваші машини; запит і відповідь лише будитимуть Membridge, а кінець сеансу надсилатиме нове. Жоден хук ніколи не завершується помилкою.',
  pythonFound: (number) =>
    `Там ще є ${count(number, { one: 'хук', few: 'хуки', many: 'хуків' })} membridge на Python, що копіює ту саму пам'ять по-своєму:`,
  pythonQuestion: 'Вимкнути і їх?',
  changedMeanwhile: 'Файл щойно записала інша програма. Ось зміна до того, що там тепер.',
  installed: (path) => `Хуки записано у ${path}.`,
  removed: (path) => `Хуки прибрано з ${path}.`,
  pythonOff: 'Хуки membridge на Python вимкнено.',
  kept: (path) => `Попередній вміст файлу: ${path}.`,
  nextSession: 'Відкриті сеанси Claude Code можуть побачити це лише після перезапуску.',
  nothingToInstall: (path) => `Хуки вже є у ${path}. Нічого не змінено.`,
  nothingToRemove: (path) => `У ${path} немає хуків цього Membridge. Нічого не змінено.`,
  pythonHint: 'Хуки membridge на Python досі ввімкнено: `membridge hooks install --switch-off-python`.',
  statusTitle: (path) => `Хуки у ${path}:`,
  standings: { installed: 'встановлено', old: 'від іншої версії', missing: 'немає' },
  gone: (path) => `запускає ${path}, а цього файлу вже немає`,
  off: 'Claude Code не запускає жодних хуків: у його налаштуваннях стоїть disableAllHooks.',
  python: (command) => `Хук membridge на Python досі ввімкнено: ${command}`,
  otherHome: (path) => `Там є хуки й для іншої домашньої теки Membridge: ${path}.`,
  installHint: 'Щоб це виправити: `membridge hooks install`.',
};

const findings: Readonly<Record<string, string>> = {
  'not-json': 'це не JSON',
  'not-object': "у ньому немає об'єкта",
  'hooks-not-object': `його "hooks" — не об'єкт`,
  'event-not-list': 'подія під його "hooks" — не список',
  'not-text': 'це не текст в UTF-8',
  'not-a-file': 'це не файл',
  'too-big': 'у ньому понад мегабайт',
  'not-yours': 'він належить іншому користувачеві',
};

export const hooksErrorsUk: Pick<
  ErrorTexts,
  'claude-code-missing' | 'hooks-without-node' | 'person-file-unusable' | 'person-file-busy'
> = {
  'claude-code-missing': ({ folder }) => ({
    message: `Claude Code не має тут теки ${folder}.`,
    hint: 'Запустіть Claude Code хоча б раз або вкажіть його теку в CLAUDE_CONFIG_DIR.',
  }),
  'hooks-without-node': ({ program }) => ({
    message: `Хуки запускають Node, а ${program} — це застосунок у треї: кожен сеанс Claude Code відкривав би його вікно.`,
    hint: 'Налаштуйте їх командним рядком: `membridge hooks install` у терміналі.',
  }),
  'person-file-unusable': ({ path, reason }) => {
    const finding = findings[reason];
    if (reason === 'EROFS') {
      return {
        message: `Звідси не можна записати ${path} (${reason}). Нічого не змінено.`,
        hint: 'Якщо Membridge працює як служба, якій там писати не можна, повторіть це в терміналі: `membridge hooks install` або `uninstall`. Якщо цей файл створює інша програма, додайте в її джерело рядки з `membridge hooks install --dry-run`.',
      };
    }
    if (finding === undefined) {
      return {
        message: `Файл ${path} не вдається прочитати чи записати (${reason}). Нічого не змінено.`,
        hint: 'Перевірте права на нього та його теку. Якщо цей файл створює інша програма, додайте в її джерело рядки з `membridge hooks install --dry-run`.',
      };
    }
    return { message: `Файл ${path} лишено як є: ${finding}.`, hint: 'Виправте файл і повторіть команду.' };
  },
  'person-file-busy': ({ path }) => ({
    message: `Інша програма щоразу перезаписує ${path}. Нічого не змінено.`,
    hint: 'Завершіть Claude Code і повторіть команду.',
  }),
};
