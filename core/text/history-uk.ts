import type { HistoryWords } from './words.ts';

export const historyUk: HistoryWords = {
  acts: {
    push: 'публікація',
    'force-push': 'примусова публікація',
    pull: 'прийняття',
    'force-pull': 'прийняття із заміною',
    'forced-by-other': 'прийнято після примусової публікації деінде',
    restore: 'відновлення',
    import: 'перенесення з membridge на Python',
    undo: 'скасування',
    merge: 'синхронізація',
  },
  kinds: { safety: 'запобіжна копія', 'set-aside': 'відкладено' },
  origin: (project, host, at) => `з membridge на Python: проєкт ${project}, ${host}, ${at}`,
  actsTitle: 'Що робилося тут',
  pointsTitle: 'Копії на цій машині',
  revisionsTitle: 'Версії у сховищі',
  nothing: 'поки нічого',
  offline: (where) => `Сховище ${where} недоступне: показано лише те, що є на цій машині.`,
  undid: (id) => `скасовано ${id}`,
  unsound: 'база пошкоджена',
  restorePlan: (id, now, then) => `Відновлення ${id}: зараз ${now}, стане ${then}. Те, що є тут зараз, збережеться.`,
  restoreTo: (id, file, rows) => `${id} записано у файл ${file}: ${rows}. Робочої пам'яті це не торкнулося.`,
  wouldRestoreTo: (id, file, rows) => `${id} було б записано у файл ${file}: ${rows}.`,
  restored: (id, rows) => `Відновлено ${id}: ${rows}.`,
  restoreAct: "відновлення в робочу пам'ять",
  restoreQuestion: 'Відновити?',
  undoPutBack: (act, id, now, then) =>
    `Скасування дії ${id} (${act}): зараз ${now}, стане ${then}. Те, що є тут зараз, збережеться.`,
  undoPublish: (act, id, revision, label) =>
    `Скасування дії ${id} (${act}): версію ${revision} від ${label} буде опубліковано знову. Пам'ять тут не зміниться.`,
  undoneHere: (id, rows) => `Дію ${id} скасовано: тут знову ${rows}.`,
  undoneThere: (id, revision) => `Дію ${id} скасовано: замінений нею знімок опубліковано як версію ${revision}.`,
  undoAct: 'скасування',
  undoQuestion: 'Скасувати цю дію?',
  localChange: 'це вважається зміною цієї машини: опублікує її `membridge push`',
};
