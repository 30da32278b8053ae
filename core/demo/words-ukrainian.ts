import { formatFor } from '../text/format.ts';
import type { DemoWords } from './words.ts';

const { count, number } = formatFor('uk');
const requests = (made: number) => count(made, { one: 'звернення', few: 'звернення', many: 'звернень' });
const sessionsOf = (made: number) => count(made, { one: 'сеанс', few: 'сеанси', many: 'сеансів' });
/** After «з»: з 5 проєктів. */
const projectsFrom = (made: number) => count(made, { one: 'проєкту', many: 'проєктів' });
const filesOf = (made: number) => count(made, { one: 'файл', few: 'файли', many: 'файлів' });

const titlesOf = (made: number) => count(made, { one: 'назву', few: 'назви', many: 'назв' });
const onMachine = { laptop: 'На ноутбуці', board: 'На платі' };

export const demoWordsUkrainian: DemoWords = {
  labels: { laptop: 'ноутбук', board: 'плата' },
  title: (version) => `Membridge ${version}: одна пам'ять на двох машинах, показ`,
  intro: (folder) =>
    `Дві машини, ноутбук і плата, мають спільну пам'ять помічника зі штучним інтелектом і обмінюються нею через теку. Усе відбувається в ${folder}, де кожна машина має власну теку: без мережі; нічого вашого не читається і не змінюється.`,
  headings: [
    "Пам'ять на ноутбуці",
    'Ноутбук надсилає її в теку, запечатаною',
    "Плата приєднується і бере пам'ять",
    'Обидві машини пишуть водночас',
    'Обидві виправляють ту саму назву: вирішує правило, а може й людина',
    'Теки якийсь час немає',
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
  startedOnce: "На платі раз запустили claude-mem, і він створив там порожню пам'ять:",
  united: 'Ніхто не чекав, і нікого не переписано: на обох машинах є все, що написали обидві.',
  corrected: (title, where) => `${title} (${where === 'laptop' ? 'переглянуто' : 'перевірено ще раз'})`,
  correction: (where, title) => `${onMachine[where]} назва стає такою: «${title}».`,
  ruled: 'Чинне пізніше виправлення, а інше збережено, щоб людина його побачила:',
  unplugged: 'Флешку з текою виймають. Робота на ноутбуці триває:',
  pluggedIn: 'Флешку повертають:',
  rowsEqual: (same, all) => `Порівняно рядок за рядком: на обох машинах однакові ${number(same)} із ${number(all)}.`,
  stranger: (folder) => `Тепер у ${folder} зазирає хтось чужий:`,
  found: (asked, inMemories, inFolder, files, example) =>
    `Шукали ${titlesOf(asked)}, наприклад «${example}». Можна прочитати: у двох базах — ${number(inMemories)}, у теці (${filesOf(files)}) — ${number(inFolder)}.`,
  groupNotes: { clear: 'відкрито: номери', sealed: 'запечатано age' },
  files: filesOf,
  yours: 'Те саме з вашим claude-mem, через вашу теку: синхронізовану, спільну або на флешці.',
  yourFolder: 'ТЕКА',
  elsewhere:
    'На інших ваших машинах: той самий init із тією самою парольною фразою, далі — sync на кожній, коли завгодно: писати можна водночас.',
  lookAround: 'Роздивитися цей показ зсередини (його теку можна видалити будь-коли):',
};
