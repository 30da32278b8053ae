import { formatFor } from '../text/format.ts';
import type { DemoWords } from './words.ts';

const { count, number } = formatFor('uk');
const requests = (made: number) => count(made, { one: 'звернення', few: 'звернення', many: 'звернень' });
const sessionsOf = (made: number) => count(made, { one: 'сеанс', few: 'сеанси', many: 'сеансів' });
/** After «з»: з 5 проєктів. */
const projectsFrom = (made: number) => count(made, { one: 'проєкту', many: 'проєктів' });
const filesOf = (made: number) => count(made, { one: 'файл', few: 'файли', many: 'файлів' });

const partsOf = (made: number) => count(made, { one: 'частина', few: 'частини', many: 'частин' });
const titlesOf = (made: number) => count(made, { one: 'назву', few: 'назви', many: 'назв' });
const onMachine = { laptop: 'На ноутбуці', board: 'На платі' };

export const demoWordsUkrainian: DemoWords = {
  labels: { laptop: 'ноутбук', board: 'плата', desktop: "комп'ютер" },
  title: (version) => `Membridge ${version}: одна пам'ять на двох машинах, показ`,
  intro: (folder) =>
    `Дві машини, ноутбук і плата, мають спільну пам'ять помічника зі штучним інтелектом і обмінюються нею через теку. Усе відбувається в ${folder}, де кожна машина має власну теку: без мережі; нічого вашого не читається і не змінюється.`,
  headings: [
    "Пам'ять на ноутбуці",
    'Ноутбук публікує її в теку, запечатаною',
    "Плата приєднується і забирає пам'ять",
    'Робота на ноутбуці триває',
    'Публікує хтось інший: плата має зачекати',
    'Пишуть обидві машини: нікого не переписано',
    'Людина вибирає плату; те, що поступилося, збережено',
    'Ноутбук скасовує це в себе',
    'Чи все ціле і чи прочитає це хтось чужий?',
    "Ваша власна пам'ять",
  ],
  tables: {
    sdk_sessions: 'сеанси',
    observations: 'спостереження',
    session_summaries: 'підсумки',
    user_prompts: 'запити',
  },
  took: (ms, made) => `(${number(ms)} мс, ${requests(made)})`,
  exitCode: (code) => `(код завершення ${code})`,

  memoryMade: (sessions, projects, rows, bytes) =>
    `База даних, яку робить claude-mem 13.25.3, з усіма таблицями, індексами, тригерами й повнотекстовим пошуком: ${sessionsOf(sessions)} із ${projectsFrom(projects)}, англійською та українською, ${rows}, ${bytes}.`,
  lies: (path) => `Це файл ${path}.`,
  sealed: (passphrase, file) =>
    `Парольну фразу вигадано для цього показу: ${passphrase} (вона у файлі ${file}). Усе в теці, крім project.json, зашифровано за допомогою age.`,
  equal: 'той самий вміст',
  wrote: (where, title, project, rows) => `${onMachine[where]} записано сеанс у ${project}, ${rows}: «${title}».`,
  partsSent: (fresh, all, partBytes) =>
    fresh < all
      ? `Частин у знімку: ${number(all)}; змінилося й надіслано: ${number(fresh)}, решту тека вже мала.`
      : `Знімок надсилається частинами по ${partBytes}, і лише ті, що змінилися. У цій малій пам'яті ${partsOf(all)}.`,
  caughtUp: (sessions) => `На платі тепер ${sessionsOf(sessions)}.`,
  leaseComing: "Приєднується третя машина, комп'ютер:",
  leaseTaken: 'Вона починає публікувати, тож черга за нею. А тим часом:',
  leaseReleased: "Комп'ютер звільняє чергу, і плата пробує ще раз:",
  unseen: 'Плата цього ще не бачила, і робота на ній триває:',
  unchanged: (files) =>
    `І справді нічого не змінено: вміст теки (${filesOf(files)}) той самий, і sha256 бази на платі теж:`,
  checksums: { before: 'до', after: 'після' },
  chosen: 'Людина дивиться на обидві й вибирає плату:',
  loserKept: (revision) => `Версія ${revision} поступилася; її знімок лишається в теці.`,
  setAside: (rows, path) => `Те, що було на ноутбуці (${rows}), зберігається щонайменше 30 днів: ${path}`,
  rowsBack: (kept, all, title) =>
    `Порівняно рядок за рядком із тим, що було на ноутбуці: повернулося ${number(kept)} із ${number(all)}, зайвих немає. «${title}» серед них.`,
  notAgain: 'Скасоване людиною не робиться знову без її відома:',
  stranger: (folder) => `Тепер у ${folder} зазирає хтось чужий:`,
  found: (asked, inMemories, inFolder, files, example) =>
    `Шукали ${titlesOf(asked)}, наприклад «${example}». Можна прочитати: у двох базах — ${number(inMemories)}, у теці (${filesOf(files)}) — ${number(inFolder)}.`,
  groupNotes: { clear: 'відкрито: номери', sealed: 'запечатано age' },
  files: filesOf,
  yours: 'Те саме з вашим claude-mem, через вашу теку: синхронізовану, спільну або на флешці.',
  yourFolder: 'ТЕКА',
  elsewhere:
    'На інших ваших машинах: той самий init із тією самою парольною фразою, далі pull. Відтоді на кожній із них: sync.',
  lookAround: 'Роздивитися цей показ зсередини (його теку можна видалити будь-коли):',
};
