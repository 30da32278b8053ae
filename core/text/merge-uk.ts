import { formatFor } from './format.ts';
import type { MergeWords } from './merge-words.ts';

const { count } = formatFor('uk');

export const mergeUk: MergeWords = {
  records: (number) => count(number, { one: 'запис', few: 'записи', many: 'записів' }),
  nothing: 'Робити нічого: ця машина має все, що мають інші, а інші — все, що є тут.',
  brought: (rows, labels, bytes) => `Прийнято ${rows}, звідки: ${labels} (${bytes}).`,
  applied: (rows) => `Внесено ${rows}, що чекали.`,
  sent: (records, bytes) => `Надіслано ${records} (${bytes}).`,
  wouldBring: (rows, labels) => `Було б прийнято ${rows}${labels === '' ? '' : `, звідки: ${labels}`}.`,
  wouldSend: (records, bytes) => `Було б надіслано ${records} (${bytes}).`,
  setup: (path) => `Пам'яті в ${path} ще немає: написане на інших машинах чекає на неї.`,
  setupNext: 'запустіть claude-mem хоча б раз, а тоді — `membridge sync`',
  kept: (records) => `Чекає на надсилання: ${records}. Усе збережено на цій машині, нічого не втрачено.`,
  waiting: (records) => `Чекає на внесення: ${records}. Це зробить одна з наступних синхронізацій.`,
  parked: (records) => `Не вдається внести ${records}: не дозволяє база.`,
  parkedNext: 'докладніше — `membridge doctor`; нова спроба буде за кожної синхронізації',
  tooLarge: (records) => `Завеликі, щоб їх надіслати, і є лише тут: ${records}.`,
  unread: (number, labels) =>
    `Не читається ${count(number, { one: 'частина', few: 'частини', many: 'частин' })} журналу (${labels}): відкладено, надіслано запит на повтор.`,
  newer: (labels) => `Журнал записав новіший Membridge (${labels}): він чекає.`,
  newerNext: 'оновіть Membridge на цій машині',
  replaced: 'Базу тут замінили іншою: те, чого їй бракувало, повернуто, нічого не вилучено.',
  cloned: (id) =>
    `Копією цієї домівки користується інша машина: тепер ця — окремий пристрій (${id}), нічого не втрачено.`,
  conflicts: (number) =>
    `${count(number, { one: 'запис', few: 'записи', many: 'записів' })} змінили на двох машинах водночас: вирішено за правилом, а те, що поступилося, збережено для вас.`,
  conflictsNext: 'їх покаже `membridge conflicts`',
  pullNext: 'надішліть їх командою `membridge push`',
  pushNext: 'прийміть написане іншими командою `membridge sync`',
  segmentsBehind: (number) => `відстає на ${count(number, { one: 'оновлення', few: 'оновлення', many: 'оновлень' })}`,
  history: (applied, published, labels) =>
    `прийнято ${applied}${labels === '' ? '' : `, звідки: ${labels}`}; надіслано ${published}`,
  kinds: {
    session: 'сеанс',
    observation: 'спостереження',
    summary: 'підсумок',
    prompt: 'запит',
    'tool-use': 'виклик інструмента',
  },
  desk: {
    none: 'На вас ніщо не чекає.',
    line: (id, kind, title, columns, labels, date) =>
      `${String(id).padStart(4)}  ${date}  ${kind} «${title}»: ${columns} (${labels})`,
    next: 'обидва боки покаже `membridge conflicts show ID`',
    here: (column, label) => `${column}, чинне (${label}):`,
    other: (column, label) => `${column}, поступилося (${label}):`,
    deleted: (label) => `${label}: там це вилучили, поки деінде редагували.`,
    isGone: 'вилучено',
    empty: '(порожньо)',
    showNext: (id) => `нічого, якщо все правильно; інакше \`membridge conflicts keep ${id} ours|theirs|both\``,
    kept: {
      ours: (id) => `Конфлікт ${id}: чинне те, що записала ця машина.`,
      theirs: (id) => `Конфлікт ${id}: чинне те, що записала інша машина.`,
      both: (id) => `Конфлікт ${id}: збережено обидва.`,
    },
    wouldKeep: (id, columns) => `Було б вирішено конфлікт ${id}: ${columns}.`,
    syncNext: '`membridge sync` повідомить інші машини',
    unknownDevice: 'до першої синхронізації',
  },
  devices: {
    none: 'Жодна машина ще нічого не публікувала.',
    renamed: (label) => `Ця машина тепер називається ${label}; інші побачать це після наступної синхронізації.`,
    wouldRename: (before, label) => `Ця машина називалася б ${label} (тепер ${before}).`,
    removed: (label) => `${label}: більше не в переліку цієї машини. Те, що вона записала, залишається.`,
    wouldRemove: (label) => `${label}: зникла б із переліку цієї машини; те, що вона записала, залишилося б.`,
    removedNext: 'якщо ту машину втрачено чи продано, змініть ключі сховища',
  },
  verify: {
    read: (segments, devices, records, bytes) =>
      `Прочитано знову й перевірено: ${segments}, ${devices}, ${records}, ${bytes}.`,
    segments: (number) => count(number, { one: 'сегмент', few: 'сегменти', many: 'сегментів' }),
    devices: (number) => count(number, { one: 'машина', few: 'машини', many: 'машин' }),
    same: (records) => `Пам'ять тут збігається з журналом: ${records}.`,
    newerHere: (records) => `Новіші тут, ніж у журналі: ${records}. Їх надішле наступна синхронізація.`,
    newerThere: (records) => `Новіші в журналі, ніж тут: ${records}. Їх принесе наступна синхронізація.`,
    differ: (records) => `Різні тут і в журналі: ${records}.`,
    noDatabase: "На цій машині ще немає пам'яті.",
  },
  doctor: {
    records: (live, dead) => `Відомо: ${live}; вилучено: ${dead}.`,
    unread: (number, finding) =>
      `Не читається ${count(number, { one: 'частина', few: 'частини', many: 'частин' })} чужих журналів: ${finding}.`,
    parkedNext:
      'Оновіть claude-mem, якщо тут він старіший, ніж на інших машинах; спроби повторюються за кожної синхронізації.',
    unreadNext: 'Синхронізуйте машину, яка це записала: вона надішле ті частини знову.',
  },
  plan: (upload, bring) => `Перша синхронізація надішле ${upload}, прийме ${bring}, вилучить 0.`,
  statusNext: {
    conflict: '`membridge conflicts` покаже, що поступилося; поспішати немає куди',
    braked: 'якщо це навмисно — `membridge sync --yes`; інакше поверніть записи й синхронізуйте знову',
    setup: 'запустіть claude-mem хоча б раз, а тоді — `membridge sync`',
  },
  statusStates: {
    conflict: 'Синхронізовано; дещо змінили на двох машинах водночас, і воно чекає на погляд',
    braked: 'Зупинено з обережності: тут вилучили або змінили багато записів',
  },
};
