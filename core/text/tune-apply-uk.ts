import { formatFor } from './format.ts';
import type { TuneApplyWords, TuneErrors } from './tune-apply-words.ts';

const { duration, number } = formatFor('uk');

export const tuneApplyUk: TuneApplyWords = {
  question: 'Застосувати це зараз? Без вашого слова потому все скасується саме.',
  act: 'щоб змінити налаштування цієї машини',
  applied: 'Застосовано й перечитано: усе так, як заплановано.',
  confirmWithin: (time, command) =>
    `Перевірте, чи все працює, і збережіть за ${time}: \`${command}\`. Без цього, а також після перезапуску, усе скасується саме.`,
  confirmTree: (time, command) =>
    `Збережіть за ${time}: \`${command}\`. Пізніше наступна команда \`membridge tune\`, що змінює це дерево, скасує все.`,
  deferred: "Витіснене зараз не вміщується у вільну пам'ять: zram буде налаштовано наново під час наступного запуску.",
  listed: 'Не зроблено, бо з цього дерева не працює жодна система:',
  wouldConfirm: (profile) => `Профіль ${profile} було б збережено.`,
  confirmed: (profile) =>
    `Профіль ${profile} збережено, зокрема й після перезапуску. \`membridge tune revert\` скасує його.`,
  alreadyConfirmed: 'Ніщо не чекає: застосоване вже збережено.',
  nothingStands: 'Скасовувати нічого: жодне налаштування цієї машини не походить від Membridge.',
  why: {
    asked: (profile) => `Профіль ${profile} скасовано.`,
    'not-confirmed': (profile) => `Профіль ${profile} скасовано: ніхто вчасно не підтвердив його.`,
    crashed: (profile) => `Профіль ${profile} скасовано: програма, що застосовувала його, закінчилася на півдорозі.`,
    rebooted: (profile) => `Профіль ${profile} скасовано: машину перезапущено до підтвердження.`,
    stale: (profile) => `Профіль ${profile} скасовано: після складання плану щось змінилося.`,
    failed: (profile) => `Профіль ${profile} скасовано: один із кроків не вдався.`,
  },
  drift: {
    changed: (target) => `${target}: відтоді це змінив хтось інший, тож залишено як є.`,
    failed: (target) => `${target}: повернути не вдалося.`,
  },
  rebootForOld: 'zram матиме попередні налаштування після перезапуску.',
  wouldRevert: (profile) => `Профіль ${profile} було б скасовано:`,
  wouldRestore: (target) => `  ${target}: повернути до того, що було`,
  isBefore: (target) => `  ${target}: уже так, як було`,
  status: {
    inForce: (profile, date) => `Профіль ${profile} чинний, підтверджено ${date}.`,
    waits: (profile, time) =>
      `Профіль ${profile} застосовано, він чекає на \`membridge tune confirm\`: через ${time} його буде скасовано.`,
    unsettled: (profile) => `Профіль ${profile} ні застосовано, ні скасовано: програма закінчилася на півдорозі.`,
    standings: { before: 'як було', ours: 'як застосовано', else: 'змінив хтось інший' },
    unitStep: 'модуль systemd',
    recover: (command) => `Щоб довести до ладу: \`${command}\`.`,
    unknownFile: (path) => `${path} походить від Membridge, але жодна відома тут зміна його не писала.`,
  },
};

const stops: Readonly<Record<'stale' | 'no-way-back' | 'foreign', (target: string) => string>> = {
  stale: (target) => `Після складання плану змінилося: ${target}.`,
  'no-way-back': (target) => `Теперішнє значення ${target} потім не вдалося б повернути.`,
  foreign: (target) => `На заваді стоїть ${target}, і це не від Membridge.`,
};

/** Faults of `tune apply`, `confirm` and `revert`. */
export const tuneErrorsUk: TuneErrors = {
  'tune-needs-root': ({ command }) => ({
    message: 'Щоб змінити налаштування цієї машини, потрібні права root; нічого не змінено.',
    hint: `Запустіть \`${command}\`, ця команда запитає про права; або доручіть це надалі помічникові root: \`membridge tune install-helper\`.`,
  }),
  'tune-no-systemd': () => ({
    message: 'Налаштування застосовуються лише там, де працює systemd: він сам скасує їх, якщо ніхто не підтвердить.',
    hint: 'Подивіться `membridge tune plan` і задайте потрібне вручну.',
  }),
  'tune-tree-linked': ({ path }) => ({
    message: `${path} у цьому дереві — посилання, яке може вести за його межі. Нічого не змінено.`,
    hint: 'Скопіюйте дерево з теками як вони є або зробіть на цьому місці теку.',
  }),
  'tune-journal-damaged': ({ path, finding }) => ({
    message: `Журнал застосованих налаштувань не читається${finding === 'damaged' ? '' : ` (${finding})`}: ${path}. Нічого не змінено.`,
    hint: 'Перенесіть його, якщо він непотрібний; файли Membridge починаються з «# Managed by Membridge».',
  }),
  'tune-too-many': ({ have }) => ({
    message: `Одна на одній стоять ${number(have)} змін.`,
    hint: 'Спершу скасуйте їх: `membridge tune revert`.',
  }),
  'tune-nothing-waits': () => ({
    message: 'Жодна зміна налаштувань не чекає на підтвердження.',
    hint: 'Див. `membridge tune status`; `membridge tune apply` застосує знову.',
  }),
  'tune-busy': ({ folder }) => ({
    message: `Налаштування цієї машини змінює інша програма (${folder}).`,
    hint: 'Зачекайте, доки вона закінчить, і повторіть команду.',
  }),
  'tune-unconfirmed': ({ leftMs }) => ({
    message: `На підтвердження чекає попередня зміна; через ${duration(leftMs)} її буде скасовано.`,
    hint: 'Спершу вирішіть: `membridge tune confirm` або `membridge tune revert`.',
  }),
  'tune-stopped': ({ target, reason }) => ({
    message: `${stops[reason]?.(target) ?? target} Від плану нічого не залишено.`,
    hint: 'Подивіться `membridge tune plan` ще раз.',
  }),
  'tune-failed': ({ detail }) => ({
    message: `Крок не вдався: ${detail}.`,
    hint: 'Що чинне тепер, каже `membridge tune status`.',
  }),
};
