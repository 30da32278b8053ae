import { formatFor } from './format.ts';
import { connectUk } from './connect-uk.ts';
import { detailUk } from './details-uk.ts';
import { doctorUk } from './doctor-uk.ts';
import { exportUk } from './export-uk.ts';
import { hooksUk } from './hooks-uk.ts';
import { legacyUk } from './legacy-uk.ts';
import { historyUk } from './history-uk.ts';
import { hostUk } from './host-uk.ts';
import { serviceUk } from './service-uk.ts';
import { statusUk } from './status-uk.ts';
import { mergeUk } from './merge-uk.ts';
import { mergeActsUk } from './merge-acts-uk.ts';
import { syncUk } from './sync-uk.ts';
import { cleanupUk } from './cleanup-uk.ts';
import { keychainUk } from './keychain-uk.ts';
import { tuneUk } from './tune-uk.ts';
import type { ConfigWords, LockWords, ProjectWords, VerifyWords, Words } from './words.ts';

const { count } = formatFor('uk');

const verify: VerifyWords = {
  read: (heads, snapshots, parts, bytes) =>
    `Прочитано ще раз і перевірено: ${heads}, ${snapshots}, ${parts}, ${bytes}.`,
  heads: (number) => count(number, { one: 'версія', few: 'версії', many: 'версій' }),
  snapshots: (number) => count(number, { one: 'знімок', few: 'знімки', many: 'знімків' }),
  parts: (number) => count(number, { one: 'частина', few: 'частини', many: 'частин' }),
  sound: 'Усе, що зберігається, ціле.',
  damaged: (number) =>
    `${count(number, { one: "пошкоджений або відсутній об'єкт", few: "пошкоджені або відсутні об'єкти", many: "пошкоджених або відсутніх об'єктів" })}:`,
  local: {
    same: "Пам'ять тут така сама, як у найновішій версії.",
    differs: "Пам'ять тут відрізняється від найновішої версії.",
    'no-database': "На цій машині пам'яті немає.",
    'no-head': 'Ще нічого не опубліковано.',
    'heads-diverged': 'Кілька машин опублікували одночасно, і ніхто ще не вибрав.',
  },
};

const lock: LockWords = {
  free: 'Вільно: ніхто не публікує.',
  ours: (minutes) => `Зайнято цією машиною вже ${minutes}.`,
  held: (label, purpose, minutes, freeAt) =>
    `${label} ${purpose} вже ${minutes}; звільниться не пізніше ніж о ${freeAt}.`,
  purposes: { push: 'робить знімок', force: 'публікує примусово', undo: 'скасовує дію', restore: 'відновлює' },
  lapsed: (label) => `Час машини ${label} вийшов: тепер може публікувати будь-хто.`,
  damaged: (finding) => `Файл lease.json пошкоджено: ${finding}. З нього не видно, чи хтось зараз публікує.`,
  released: 'Звільнено.',
  wouldRelease: 'Було б звільнено.',
  nothingToRelease: 'Звільняти нічого.',
  releaseAct: 'звільнення місця, яке не звільнила інша машина',
  minutes: (number) => count(number, { one: 'хвилину', few: 'хвилини', many: 'хвилин' }),
};

const project: ProjectWords = {
  listTitle: (where) => `Проєкти в ${where}:`,
  none: (where) => `У ${where} немає жодного проєкту.`,
  ours: 'ця машина',
  pinned: (id) => `Тепер ця машина працює з проєктом ${id}.`,
  pinnedAlready: (id) => `Ця машина вже працює з проєктом ${id}.`,
  wouldPin: (id) => `Ця машина почала б працювати з проєктом ${id}.`,
};

const config: ConfigWords = {
  set: (key, value) => `${key} = ${value}`,
  wouldSet: (key, value, before) => `${key}: було б ${value} (зараз ${before}).`,
  isDefault: 'типово',
  expected: detailUk,
  noLog: 'Журнал порожній.',
};

export const wordsUk: Words = {
  phases: {
    checking: "Читаю пам'ять",
    copying: 'Роблю знімок',
    uploading: 'Надсилаю',
    downloading: 'Завантажую',
    'keeping-safety-copy': 'Зберігаю копію того, що є',
    'stopping-worker': 'Зупиняю службу claude-mem',
    replacing: "Ставлю пам'ять на місце",
    'starting-worker': 'Запускаю службу claude-mem',
    verifying: 'Перевіряю сховище',
  },
  perSecond: (bytes) => `${bytes}/с`,
  timeLeft: (duration) => `лишилося ${duration}`,
  yesNo: '[т/Н]',
  goOn: 'Усе одно продовжити?',
  nothingChanged: 'Нічого не змінено.',
  stopping:
    'Зупиняюся: незавершене буде впорядковано зараз або під час наступного запуску. Ще раз Ctrl-C зупинить негайно.',
  rows: (number) => count(number, { one: 'запис', few: 'записи', many: 'записів' }),
  noRows: 'жодного запису',
  yes: 'так',
  no: 'ні',
  hint: 'Далі',
  dryRun: 'Пробний запуск: нічого не змінено.',
  stateMoved: (path) =>
    `Стан цієї теки не вдалося прочитати: він лежить у ${path} разом із точками відновлення, а новий створено. Ця машина тепер — новий пристрій; пам'ять не змінено.`,
  oldName: (old, now) => `${old} — стара назва; тепер це ${now}.`,
  log: (path) => `Подробиці — у ${path}.`,
  sync: syncUk,
  connect: connectUk,
  status: statusUk,
  history: historyUk,
  host: hostUk,
  verify,
  lock,
  project,
  config,
  doctor: doctorUk,
  hooks: hooksUk,
  legacy: legacyUk,
  export: exportUk,
  merge: mergeUk,
  mergeActs: mergeActsUk,
  service: serviceUk,
  tune: tuneUk,
  cleanup: cleanupUk,
  keychain: keychainUk,
};
