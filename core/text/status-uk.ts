import { formatFor } from './format.ts';
import type { StatusWords } from './words.ts';

const { count } = formatFor('uk');

export const statusUk: StatusWords = {
  states: {
    'in-sync': 'Синхронізовано',
    pending: 'Є неперенесені зміни',
    syncing: 'Ця машина саме публікує',
    offline: "Немає зв'язку: сховище недоступне",
    paused: 'Призупинено',
    locked: 'Саме публікує інша машина',
    conflict: 'Змінилися обидва боки: вирішувати вам',
    braked: 'Зупинено з обережності: зникло багато записів',
    error: 'Щось не так',
    setup: "Налаштовано; пам'яті ще немає",
  },
  project: 'Проєкт',
  device: 'Ця машина',
  memory: "Пам'ять",
  remote: 'Сховище',
  base: 'Узгоджено',
  pending: 'Очікує',
  lease: 'Зайнято',
  devices: 'Машини',
  lastSync: 'Остання синхронізація',
  revision: (revision) => `версія ${revision}`,
  byAt: (label, date) => `${label}, ${date}`,
  never: 'ніколи',
  absent: 'ще немає',
  away: 'недоступне',
  sealed: 'зашифровано',
  plain: 'НЕ зашифровано',
  behind: (number) => `відстає на ${count(number, { one: 'версію', few: 'версії', many: 'версій' })}`,
  upToDate: 'має найновіше',
  unread: 'її файл не читається',
  next: {
    pending: 'запустіть `membridge sync`',
    offline: "під'єднайте диск або перевірте зв'язок, тоді — `membridge sync`",
    locked: 'зачекайте; скільки — покаже `membridge lock`',
    conflict: 'виберіть: `membridge push --force` лишає цей бік, `membridge pull --replace` приймає інший',
    braked: 'якщо ви вилучили їх навмисно — `membridge push --yes`; інакше подивіться `membridge history`',
    error: 'запустіть `membridge doctor`',
    setup: 'запустіть claude-mem хоча б раз або виконайте `membridge pull`',
  },
};
