import { formatFor } from './format.ts';
import type { HostErrorTexts, HostWords } from './host-words.ts';

const { count } = formatFor('uk');

export const hostUk: HostWords = {
  found: (version, memories, projects, size) =>
    `Знайдено claude-mem${version === null ? '' : ` ${version}`}: ${memories}${projects === null ? '' : `, ${projects}`}, ${size}. У ній нічого не змінено.`,
  memories: (number) => count(number, { one: 'спогад', few: 'спогади', many: 'спогадів' }),
  projects: (number) => count(number, { one: 'проєкт', few: 'проєкти', many: 'проєктів' }),
  keptHere: (folder, panel) => `Її історія зберігається лише на цій машині, у ${folder}. Панель: ${panel}`,
  keptThere: (where, panel) => `Вона та сама, що й у ${where}. Панель: ${panel}`,
  ssh: (line) => `З іншої машини: ${line}, далі відкрийте там ту саму адресу.`,
  manage:
    "Ctrl-C зупиняє. `membridge service install` запускатиме це саме, `membridge init` під'єднає інші машини, `npm start -- --demo` покаже дві з них.",
  noMemory: (path) => `claude-mem тут ще немає: щойно з'явиться ${path}, його історія зберігатиметься.`,
  panel: (address) => `Панель: ${address}`,
  join: "Ctrl-C зупиняє. `membridge init` принесе пам'ять інших ваших машин, `npm start -- --demo` покаже дві з них.",
  runs: (address, state) => `Membridge уже працює: ${address} (${state})`,
  trayNotFetched:
    'Настільному застосунку потрібен Electron, а його ще не завантажено: це робить `npx install-electron`. Доти панель відкривається у браузері.',
  trayFailed: 'Застосунок у треї тут не запускається; натомість панель відкривається у браузері.',
  network: (address, fingerprint) =>
    `У вашій мережі: ${address}; сертифікат наш власний, звірте його відбиток: ${fingerprint}`,
  stopped: 'Зупинено. Усе надіслано.',
  stoppedPending: (records) =>
    `Зупинено. Ще не надіслано звідси: ${records}; нічого не втрачено, це зробить наступний запуск.`,
  hostLabel: 'Служба',
  running: (since, pid) => `працює з ${since} (процес ${pid})`,
  nextLook: (time) => `наступний огляд о ${time}`,
  offlineSince: (date) => `немає відповіді з ${date}`,
  deniedSince: (date) => `відмовляє з ${date}`,
  pausedUntil: (date) => `призупинено до ${date}`,
  pausedUntilResumed: 'призупинено, доки ви не продовжите',
  unseen: (label, days) => `${label} не з'являється вже ${days}.`,
  days: (number) => count(number, { one: 'день', few: 'дні', many: 'днів' }),
  whys: {
    stale: 'давно не оглядалося',
    written: 'щойно записано',
    starting: 'триває перший огляд',
    battery: 'чекає на живлення від мережі',
    metered: 'чекає на іншу мережу',
    'engine-crashed': 'рушій несподівано завершився і запускається знову',
  },
  uninstall: {
    plan: 'Буде вилучено:',
    hooks: 'гачки в Claude Code',
    service: 'службу й те, що її запускає',
    login: (path) => `запуск застосунку, коли ви входите в систему (${path})`,
    secrets: (path) => `ключі, зокрема ключ парольної фрази, у ${path}`,
    history: (path) => `історію, запасні копії й усе інше в ${path}`,
    leavesMemory: (path) => `Пам'ять лишається як є: ${path}`,
    leavesHistory: (path) => `Історія й запасні копії лишаються в ${path}; їх теж вилучить --all.`,
    leavesRemote: (where) => `Те, що зберігається в ${where}, лишається.`,
    act: 'вилучення того, що Membridge тут поставив',
    question: 'Вилучити?',
    done: "Вилучено. Пам'яті ніхто не торкався.",
    nothing: 'Нічого від Membridge тут не поставлено.',
    hostRuns: 'Служба, що працює, спершу зупиниться.',
  },
};

export const hostErrorsUk: HostErrorTexts = {
  'host-running': ({ home }) => ({
    message: `Служба Membridge для ${home} уже працює.`,
    hint: 'Дивіться `membridge status`; однієї служби на теку досить. `npm start` відкриє ту, що працює.',
  }),
  'lan-off': ({ address }) => ({
    message: `Служба слухала б на ${address}, де до неї дістануться інші машини, а налаштування lan вимкнено.`,
    hint: 'Увімкніть його свідомо: `membridge config set lan on`; або лишіться на цій машині: `membridge config set hostAddress 127.0.0.1`.',
  }),
};
