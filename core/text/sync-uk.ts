import type { SyncWords } from './words.ts';

export const syncUk: SyncWords = {
  agreed: (revision) =>
    `Робити нічого: з обох боків та сама пам'ять${revision === null ? '' : ` (версія ${revision})`}.`,
  onlyHereMoved: 'Забирати нічого: зміни є лише на цій машині.',
  onlyHereMovedHint: 'опублікуйте їх командою `membridge push`',
  onlyRemoteMoved: 'Публікувати нічого: зміни є лише на інших машинах.',
  onlyRemoteMovedHint: 'заберіть їх командою `membridge pull`',
  noMemory: "Пам'яті ще немає ні тут, ні там.",
  noMemoryHint: 'запустіть claude-mem хоча б раз, а тоді — `membridge sync`',
  declined: 'Нічого не зроблено: найновішу версію ви скасували на цій машині.',
  declinedHint:
    'прийміть її командою `membridge pull --replace` або поставте свою вище командою `membridge push --force`',
  adopted: (revision) => `Обидва боки вже мають те саме: узгоджено на версії ${revision}, нічого не передавалося.`,
  published: (revision, rows, bytes) => `Опубліковано версію ${revision}: ${rows}, надіслано ${bytes}.`,
  publishedOver: (revision, losers, rows, bytes) =>
    `Опубліковано версію ${revision} поверх таких: ${losers}. Усього ${rows}, надіслано ${bytes}. Те, що поступилося, збережено.`,
  undoHint: 'скасувати можна командою `membridge undo`',
  pulled: (revision, label, rows, bytes) => `Прийнято версію ${revision} від ${label}: ${rows}, завантажено ${bytes}.`,
  keptAs: (id) => `Попередній стан збережено як ${id}.`,
  setAsideAs: (id) => `Те, що було лише тут, відкладено як ${id}.`,
  wouldPublish: (rows) => `Було б опубліковано ${rows}.`,
  wouldPublishOver: (revisions, rows) =>
    `Було б опубліковано ${rows} поверх таких: ${revisions}. Те, що поступиться, збережеться.`,
  wouldPull: (revision, label, rows) => `Було б прийнято версію ${revision} від ${label}: ${rows}.`,
  wouldSetAside: 'Те, що є лише тут, було б відкладено.',
  wouldAdopt: (revision) => `Обидва боки вже мають те саме: було б узгоджено на версії ${revision}.`,
  forcePush: 'примусова публікація',
  forcePull: 'заміна того, що є тут',
  forcePushQuestion: "Поставити пам'ять цієї машини вище за всі інші?",
  forcePullQuestion: "Замінити пам'ять цієї машини?",
};
