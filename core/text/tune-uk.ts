import { tuneApplyUk } from './tune-apply-uk.ts';
import { tuneHelperUk } from './tune-helper-uk.ts';
import { tuneToldUk } from './tune-told-uk.ts';
import type { TuneFactsWords, TunePlanWords, TuneWords } from './tune-words.ts';

const facts: TuneFactsWords = {
  board: 'Плата',
  system: 'Система',
  kernel: (release) => `ядро ${release}`,
  container: 'Контейнер',
  inContainer: (kind) => `так, ${kind}: пам'ять і підкачка належать господареві`,
  processor: 'Процесор',
  memory: "Пам'ять",
  ofWhichFree: (total, free) => `${total}, з них доступно ${free}`,
  disk: 'Кореневий диск',
  zram: 'Стиснена (zram)',
  device: (name, size, algorithm, limit) => `пристрій ${name}: ${size}, ${algorithm}, ${limit}`,
  limit: (size) => `щонайбільше ${size} пам'яті`,
  noLimit: "без обмеження пам'яті",
  holds: (stored, used) => `тримає ${stored} у ${used}`,
  setUpBy: 'Хто налаштовує',
  swap: 'Підкачка',
  swapLine: (path, size, owner) => `${path}: ${size}, належить: ${owner}`,
  used: (size, priority) => `зайнято ${size}, пріоритет ${priority}`,
  notUsed: 'не використовується',
  limits: "Обмеження пам'яті",
  limitsWork: "діють (контролер пам'яті ввімкнено)",
  limitsDoNothing: "не діють (контролер пам'яті вимкнено)",
  suits: 'Що пасує',
  key: 'налаштування ядра',
  now: 'зараз',
  file: 'задає під час запуску',
  noFile: 'жоден файл',
};

const plan: TunePlanWords = {
  chosen: (profile, overlays, owner) => `Профіль ${profile}, для: ${overlays}; zram налаштовує ${owner}.`,
  columns: { setting: 'налаштування', now: 'зараз', next: 'нове', why: 'навіщо' },
  knobs: {
    'zram.size': 'розмір zram',
    'zram.limit': "межа пам'яті zram",
    'zram.algorithm': 'стискання zram',
    'zram.priority': 'пріоритет zram',
  },
  why: {
    'zram.size': "витіснене стискається вдвічі або втричі: місця більше, ніж воно займає пам'яті",
    'zram.limit': "без неї стиснені сторінки можуть зайняти всю пам'ять, і машина завмре",
    'zram.algorithm': 'вміщує найбільше з того, що цей процесор стискає без очікування',
    'zram.priority': 'використовується раніше за будь-яку підкачку на диску',
    'vm.swappiness': 'стиснути сторінку дешевше, ніж знову читати файл із диска',
    'vm.page-cluster': 'по одній сторінці: zram нічого не виграє від читання наперед',
    'vm.watermark_scale_factor': "пам'ять звільняється у тлі, доки програмі ще не довелося чекати",
    'vm.watermark_boost_factor': 'без раптових поривів звільнення, які тут коштують більше, ніж дають',
    'vm.dirty_bytes': 'на запис чекає не більше, ніж цей диск запише за кілька секунд',
    'vm.dirty_background_bytes': 'запис починається рано й малими частинами',
  },
  states: {
    'at-boot': (value) => `${value}, після перезапуску`,
    same: (value) => `${value}, як і є`,
    refused: (value) => `пасувало б ${value}; не чіпаємо`,
  },
  notSet: 'не задано',
  steps: 'Що буде зроблено під час застосування:',
  writes: (path) => `записати ${path}`,
  rewrites: (path) => `записати ${path} наново`,
  sets: (key, before, after) => `задати ${key} зараз: було ${before}, стане ${after}`,
  reload: 'дати systemd знову прочитати його модулі',
  restart: (unit) =>
    `перезапустити ${unit}, якщо витіснене вміщується у вільну пам'ять; інакше — під час наступного запуску`,
  reboot: 'Частина подіє після перезапуску.',
  atOnce: 'Усе подіє одразу й залишиться після перезапуску.',
  advice: {
    '0.5gb': "Коли пам'яті так мало, хай ця машина лише синхронізує: без помічників поруч.",
    '1gb': "Коли пам'яті так мало, хай ця машина лише синхронізує: без помічників поруч.",
    '2gb': "Ця пам'ять обережно вміщує одного помічника за раз.",
    '4gb': "Ця пам'ять вміщує двох помічників за раз.",
    '8gb': "Ця пам'ять вміщує чотирьох помічників за раз.",
  },
  workers: (high, max) => `Модуль для помічників варто сповільнювати від ${high} і завершувати на ${max}.`,
  changesNothing: 'Це план: нічого не змінено.',
  reasons: {
    'not-linux': 'Планувати нічого: це не запущена система Linux (немає /proc/meminfo).',
    container: "Планувати нічого: це контейнер, а його пам'ять і підкачка — справа господаря.",
    'overlay-root': 'Планувати нічого: записане в цю систему зникає після перезапуску.',
    'two-owners':
      'Нічого не заплановано: zram тут налаштовує більш ніж одна програма. Приберіть усі, крім однієї, і сплануйте знову.',
    'unknown-owner':
      'Нічого не заплановано: zram тут налаштовано невідомим способом, тож його залишено як є. Подивіться, звідки він береться.',
    'no-zram':
      'Планувати нічого: на цій машині ніхто не налаштовує zram. Щоб його мати: `sudo apt install systemd-zram-generator`, перезапуск, новий план.',
    refused: 'Нічого не заплановано: останнє слово про все, що змінилося б, має хтось інший.',
    'nothing-to-change': 'Робити нічого: усе так, як треба.',
  },
};

export const tuneUk: TuneWords = {
  facts,
  plan,
  apply: tuneApplyUk,
  helper: tuneHelperUk,
  told: tuneToldUk,
  owners: {
    'hand-made': 'власний скрипт або модуль',
    fstab: 'файл /etc/fstab',
    'swap-unit': 'модуль підкачки systemd',
    unknown: 'хтось невідомий',
  },
  disks: {
    sd: 'картка SD',
    emmc: "пам'ять eMMC",
    nvme: 'диск NVMe',
    usb: 'диск або флешка USB',
    disk: 'диск',
    virtual: 'віртуальний диск',
    network: 'мережа',
    unknown: 'диск невідомого виду',
  },
  none: 'немає',
  unknown: 'невідомо',
  noticed: 'Помічено:',
  findings: {
    unreadable: (path, reason) => `${path} не читається (${reason}).`,
    malformed: (path) => `У ${path} не те, чого очікували; цю частину пропущено.`,
    'no-memory-controller': () =>
      "Обмеження пам'яті тут не діють: ядро запущено без контролера пам'яті. Щоб його мати, додайте `cgroup_enable=memory cgroup_memory=1` до єдиного рядка /boot/firmware/cmdline.txt і перезапустіть машину.",
    'overlay-root': () => "Коренева файлова система — накладка в пам'яті: записане зникає після перезапуску.",
    'zswap-on': () => 'Перед zram увімкнено zswap: кожна сторінка стискається двічі. Залиште одне з двох.',
    'zram-off-at-boot': () => 'У рядку запуску ядра є `systemd.zram=0`: генератор не створює zram.',
    'zram-not-live': (owner) =>
      `${owner} мав би налаштувати zram, а зараз його немає. Перезапустіть машину або подивіться на цю службу.`,
    'two-owners': (owners) => `Zram налаштовує більш ніж один: ${owners}.`,
    'unknown-owner': (devices) => `Цей zram налаштував невідомо хто: ${devices}.`,
    'several-devices': (devices) => `Zram поділено між кількома пристроями (${devices}): їхніх розмірів не чіпаємо.`,
    'no-zram-limit': (device) => `${device} не має межі: стиснені сторінки можуть зайняти всю пам'ять.`,
    'disk-swap': (path, owner) =>
      `Крім zram є підкачка на диску: ${path}, належить: ${owner}. Тоді в zram лежать найменш потрібні сторінки. Її не чіпаємо.`,
    'storage-unknown': () =>
      'Не видно, як швидко пише кореневий диск: вкажіть `--overlay sd`, `emmc` або `nvme`, щоб спланувати і його.',
    'later-file': (key, path, value) => `${key} не чіпаємо: ${path} задає ${value} і має останнє слово.`,
    'foreign-file': (path) => `${path} — не від Membridge: його не чіпаємо, і нічого, що мало б у ньому бути.`,
    'key-absent': (key) => `У цьому ядрі немає ${key}.`,
    'old-kernel': (key, wanted, used) => `${key} — ${used}, а не ${wanted}: це ядро старіше за 5.8.`,
    'algorithm-absent': (wanted, used) => `Це ядро не вміє стискати zram через ${wanted}: використано ${used}.`,
    'limits-full': (size) => `Інші пристрої zram уже можуть зайняти ${size}: для підкачки в zram місця немає.`,
    'owner-by-hand': (owner, how) =>
      how === ''
        ? `Zram залишено таким, яким його має ${owner}: цих налаштувань інші не змінюють.`
        : `Zram залишено таким, яким його має ${owner}. Щоб змінити його самому: ${how}`,
    'profile-for-others': (profile, fits) => `Профіль ${profile} — для іншої пам'яті; цій машині пасує ${fits}.`,
    'overlay-for-others': (overlay, found) => `Вибрано ${overlay}, хоча кореневий диск — ${found}.`,
    'overlay-refused': (overlay) => `${overlay} потребує 2 ГБ пам'яті: його пропущено.`,
    'overlay-refused-controller': (overlay) => `${overlay} потребує контролера пам'яті: його пропущено.`,
  },
};
