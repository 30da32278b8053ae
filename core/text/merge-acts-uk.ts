import { heldUk } from './merge-errors-uk.ts';
import { formatFor } from './format.ts';
import type { MergeActErrorTexts, MergeActWords } from './merge-acts-words.ts';

const { list } = formatFor('uk');

export const mergeActsUk: MergeActWords = {
  forcePush: {
    nothing: 'Примушувати нічого: на інших машинах те саме, що й на цій.',
    plan: (deletes, edits, revives) =>
      `На інших машинах зникне ${deletes}, стане таким, як тут, ${edits}, повернеться з вилученого там ${revives}.`,
    lacked: (label, records, titles) =>
      `  ${label}: із того, що зникне, там написано ${records}${titles === '' ? '' : `: ${titles}`}`,
    leftAlone: (records) => `Тут не показано або притримано: ${records}. Їх це не зачепить.`,
    later: 'Того, що інша машина ще не опублікувала, це не зачепить: воно зіллється згодом.',
    question: 'Зробити на інших машинах так, як на цій?',
    done: (deletes, edits, revives) =>
      `Примусово опубліковано: деінде вилучено ${deletes}, змінено ${edits}, повернено ${revives}.`,
  },
  forcePull: {
    nothing: 'Відмовлятися нема від чого: усе тутешнє опубліковано.',
    plan: (removed, rows) =>
      `Зникне те, що є лише на цій машині (${removed}); стане таким, як в інших, ${rows}. Копія збережеться.`,
    question: 'Відмовитися від неопублікованого?',
    done: (removed, rows) => `Від неопублікованого відмовлено: вилучено ${removed}, стало таким, як в інших, ${rows}.`,
    left: (rows) => `Залишилося ${rows}: claude-mem ще має для них роботу.`,
  },
  restore: {
    nothing: (id) => `Відновлювати нічого: усе з ${id} тут є.`,
    plan: (id, bringBack, unedit, remove) =>
      `Відновлення ${id} поверне ${bringBack}, скасує правки (${unedit}) і вилучить ${remove}. Копія теперішнього збережеться.`,
    travels: 'Це дійде й до інших машин.',
    done: (id, bringBack, unedit, remove) =>
      `Відновлено ${id}: повернено ${bringBack}, скасовано правки (${unedit}), вилучено ${remove}.`,
    left: (rows, finding) => `Не вдалося записати ${rows}: ${finding}.`,
  },
  undo: {
    planHere: (act, id, rows) => `Скасування дії ${id} (${act}) на цій машині: ${rows} — як було.`,
    holds: 'В інших усе залишиться, а тут ці записи притримано, доки ви їх не відпустите чи не зміните.',
    planEverywhere: (act, id, rows) => `Скасування дії ${id} (${act}) на всіх машинах: ${rows} — як було.`,
    planResume: (rows) => `Притримані на цій машині (${rows}) знову показуватимуть те, що кажуть усі машини разом.`,
    doneHere: (id, rows) => `Дію ${id} на цій машині скасовано: ${rows} — як було, і притримано.`,
    resumeHint: 'ще раз `membridge undo` — і їх буде відпущено; скільки притримано, покаже `membridge status`',
    doneEverywhere: (id, rows) => `Дію ${id} скасовано на всіх машинах: ${rows} — як було.`,
    doneResume: (rows) => `Більше не притримано: ${rows}. Вони показують те, що кажуть усі машини разом.`,
    changedSince: (rows) => `Змінено пізніше й залишено, як є: ${rows}.`,
  },
  undoHint: 'скасувати можна командою `membridge undo`',
  sent: (records, bytes) => `Іншим надіслано ${records} (${bytes}).`,
  waits: (records) => `Інші дізнаються з наступною синхронізацією: на цій машині чекає ${records}.`,
  held: (records) => `${records}, через скасування; відпустить їх \`membridge undo\``,
  heldLabel: 'Притримано',
  incoming: (records) => `${records} на вилучення; дозволить це \`membridge sync --yes\``,
  incomingLabel: 'Не пущено від інших',
  changed: (written, removed) => `записано ${written}, вилучено ${removed}`,
  confirmed: (act, labels) => `${act}, звідки: ${labels}`,
  copied: (restorePoint, act, label) =>
    `Перш ніж прийняти зміни (${act}, ${label}), тутешнє збережено як ${restorePoint}.`,
  batchActs: {
    restore: 'відновлення',
    undo: 'скасування',
    'force-push': 'примусова публікація',
    import: 'перенесення',
    confirmed: 'підтверджене вилучення',
  },
};

export const mergeActErrorsUk: MergeActErrorTexts = {
  'brake-incoming': ({ held, labels }) => ({
    message: `Притримано з обережності, звідки: ${labels} — ${list(held.map(heldUk))}. Тут усе залишилося; решта пішла далі.`,
    hint: 'Якщо це навмисно, повторіть із --yes. Інакше поверніть записи на тій машині, де вони зникли.',
  }),
};
