import type { ConnectWords } from './words.ts';

export const connectUk: ConnectWords = {
  created: (project, where) => `Під'єднано: у ${where} створено проєкт «${project}».`,
  joined: (project, where) => `Під'єднано до проєкту «${project}» у ${where}.`,
  unchanged: (project, where) => `Машину вже під'єднано до проєкту «${project}» у ${where}; нічого не змінено.`,
  wouldCreate: (project, where) => `У ${where} було б створено проєкт «${project}».`,
  wouldJoin: (project, where) => `Машину було б під'єднано до проєкту «${project}» у ${where}.`,
  makesFolder: (folder) => `Теки ${folder} немає, її буде створено.`,
  makesBucket: (where) => `Кошика ${where} немає, його буде створено.`,
  plainHttp:
    'Адреса починається з http: усі на шляху бачать, що надсилається. Годиться лише для сховища у власній мережі.',
  cautions: {
    'no-security-fixes': (title) =>
      `${title} більше не отримує виправлень безпеки: тримайте його у власній мережі або перейдіть на інше сховище.`,
  },
  accessKey: 'Ключ доступу до сховища: ',
  secretKey: 'Секретний ключ сховища: ',
  plain: "БЕЗ ШИФРУВАННЯ: кожен, хто може читати це місце, прочитає всю пам'ять.",
  sealed: 'Усе там зашифровано.',
  memory: (path, rows) => `Пам'ять тут: ${path}, ${rows}.`,
  noMemory: (path) => `Пам'яті тут ще немає: файлу ${path} не існує.`,
  plan: (upload, bring) => `Перша синхронізація: надіслати — ${upload}, забрати — ${bring}, вилучити — 0.`,
  bothHave:
    "Пам'ять є з обох боків: перша синхронізація зупиниться й запитає, яка з них головна. Нічого не зникне в жодному разі.",
  otherProjects: (ids) => `Інші проєкти в тому самому місці: ${ids}.`,
  question: "Під'єднати?",
  newPassphrase: "Нова парольна фраза (вона відкриває вашу пам'ять; відновити її не зможе ніхто): ",
  newPassphraseAgain: 'Ще раз те саме: ',
  passphrase: 'Парольна фраза проєкту: ',
  passphrasesDiffer: 'дві парольні фрази відрізняються',
  keepPassphrase: "Бережіть парольну фразу: без неї цю пам'ять не відкриє жодна інша машина.",
  next: 'запустіть `membridge sync`',
  nextWithoutMemory: 'запустіть claude-mem хоча б раз або заберіть те, що є там, командою `membridge pull`',
};
