import { formatFor } from './format.ts';
import type { ErrorTexts } from './sentence.ts';
import type { ServiceWords } from './service-words.ts';

const { count } = formatFor('uk');

export const serviceUk: ServiceWords = {
  wouldWrite: (file) => `Записується файл: ${file}`,
  wouldKeepAside: (file) => `${file} змінено вручну після встановлення: його буде збережено поруч під іншою назвою.`,
  wouldRun: 'Потім виконуються команди:',
  wouldRemove: (file) => `Службу буде зупинено, а файл вилучено: ${file}`,
  noLimits: 'Ядро не має тут контролера памʼяті для неї, тож служба не матиме меж памʼяті.',
  plainSandbox:
    'Ця система не може створити просторів імен повної пісочниці, тож служба матиме ту частину, що працює без них.',
  installQuestion: 'Встановити службу?',
  installAct: 'встановлення служби',
  installed: (file) => `Службу встановлено, вона працює: ${file}`,
  installedAlready: (file) => `Служба вже встановлена і працює: ${file}`,
  keptAs: (file) => `Файл, змінений вручну, збережено як ${file}; там його ніщо не читає.`,
  lingerWhy:
    'Тепер вона працює, поки ви в системі. Щоб вона працювала від запуску машини і після виходу, ваш обліковий запис має «лишатися» (linger): тоді systemd тримає ваші служби без входу.',
  lingerQuestion: (account) => `Дозволити службам ${account} працювати без входу (loginctl enable-linger ${account})?`,
  lingerOn: (account) => `Служби ${account} тепер працюють без входу.`,
  lingerLater: (account) => `Щоб працювала без входу: loginctl enable-linger ${account}`,
  lingerRefused: (account) => `Ця система вимагає для цього root: sudo loginctl enable-linger ${account}`,
  notInstalled: (file) => `Служба не встановлена: немає ${file}.`,
  removeQuestion: 'Вилучити службу?',
  removeAct: 'вилучення служби',
  removed: (file) => `Службу зупинено й вилучено: ${file}. Памʼять, налаштування і ключі лишаються.`,
  lingerStays: (account) =>
    `Служби ${account} й далі працюють без входу; якщо це більше нікому не потрібно: loginctl disable-linger ${account}`,
  file: 'Файл',
  state: 'Стан',
  activeSince: (state, since) => `${state} з ${since}`,
  notAtStart: 'Вона не ввімкнена: сама не запускається.',
  restarts: (number) => `Її перезапущено ${count(number, { one: 'раз', few: 'рази', many: 'разів' })}.`,
  says: 'Каже',
  edited: 'Файл змінено вручну після встановлення.',
  gone: (path) => `Вона запускає ${path}, якого вже немає.`,
  again: 'Виконайте `membridge service install` ще раз.',
  memoryLimited: 'Памʼять обмежує ядро.',
  memoryOff:
    'Памʼять не обмежена: ядро не має для неї контролера памʼяті. На Raspberry Pi його вмикають cgroup_enable=memory у /boot/firmware/cmdline.txt і перезапуск.',
  memoryMissing: 'Памʼять не обмежена, а ядро тепер це вміє.',
  plainStatus: 'Увімкнена лише та частина пісочниці, що працює без просторів імен.',
  lingerYes: 'Вона працює без входу.',
  lingerNo: (account) => `Вона працює, лише поки ви в системі; змінити це: loginctl enable-linger ${account}`,
};

type ServiceErrors = Pick<
  ErrorTexts,
  'service-unsupported' | 'service-needs-root' | 'service-account' | 'service-foreign' | 'service-failed'
>;

const noSystemd = {
  message: 'На цій системі немає знайомого нам керівника служб: systemd тут не працює.',
  hint: 'Нехай те, що тут запускає програми, запускає `membridge run`.',
};

const unsupported: Readonly<Record<string, typeof noSystemd>> = {
  'no-systemd': noSystemd,
  'no-user-manager': {
    message: 'Керівник служб цього облікового запису недоступний: немає його сеансу.',
    hint: 'Увійдіть саме цим обліковим записом (ssh або консоль, не su чи sudo) або встановіть для всієї системи з --system.',
  },
  'no-system-scope': {
    message: 'Служба всієї системи буває лише із systemd.',
    hint: 'Приберіть --system.',
  },
};

/** Faults of `service`. */
export const serviceErrorsUk: ServiceErrors = {
  'service-unsupported': ({ reason }) => unsupported[reason] ?? noSystemd,
  'service-needs-root': ({ command }) => ({
    message: 'Служба всієї системи потребує root; нічого не змінено.',
    hint: `Виконайте \`${command}\`: ця команда запитає про право.`,
  }),
  'service-account': ({ path }) => ({
    message: `За цим шляхом не можна сказати, чия це була б служба: ${path}.`,
    hint: 'Назвіть домашню теку цього облікового запису через --home.',
  }),
  'service-foreign': ({ path }) => ({
    message: `${path} записав не Membridge; нічого не змінено.`,
    hint: 'Подивіться на нього і перенесіть, якщо він не потрібен.',
  }),
  'service-failed': ({ command, detail }) => ({
    message: `Команда не вдалася: ${command}${detail === '' ? '' : ` (${detail.replace(/[.!?]$/, '')})`}.`,
    hint: 'Подивіться `membridge service status` і журнал: journalctl -e -u membridge, для власної служби з --user.',
  }),
};
