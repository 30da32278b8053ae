import type { TuneHelperErrors, TuneHelperWords } from './tune-helper-words.ts';

export const tuneHelperUk: TuneHelperWords = {
  what: [
    'Сам Membridge і далі працює без прав root. Коли він просить змінити налаштування цієї плати, systemd запускає',
    'невелику програму від root, щоразу для одного запиту: facts, plan, apply, confirm або revert. Всередину потрапляють',
    'лише назви профілів, хеш плану та «так» чи «ні»; програма сама оглядає машину, планує наново й відмовляє, якщо план',
    'не той, який було показано. Просити можуть лише root і група membridge-tune.',
  ],
  inPlace: (node, folder) => `Від root працюватимуть ${node} і ${folder} там, де вони є: змінити їх може лише root.`,
  copies: (from, to, size) =>
    `Від root працюватиме копія, яку не може змінити ніхто інший (${size}): ${from} -> ${to}. Після оновлення повторіть цю команду.`,
  copiesNode: (from) => `Разом із нею копіюється Node, бо ${from} може змінити не лише root.`,
  groupNew: (group) => `Буде створено групу ${group}.`,
  groupThere: (group, members) => `Група ${group} вже є (${members}).`,
  nobodyIn: 'у ній нікого',
  adds: (account) => `До групи буде додано ${account}: просити зможуть усі програми цього облікового запису.`,
  addsNobody: (account) =>
    `До групи нікого не буде додано: просити зможе лише root. Щоб дозволити запису: \`--allow ${account || 'ЗАПИС'}\`.`,
  olderGoes: (folder) => `${folder}, старішу копію, буде прибрано.`,
  olderStays: (folder) =>
    `${folder}, старішу копію, не вдалося прибрати; її ніщо не використовує. Приберіть її від root.`,
  question: 'Встановити помічника root?',
  act: 'щоб встановити помічника, який працює від root',
  installed: (socket) => `Помічник root слухає на ${socket}.`,
  installedAlready: (socket) => `Помічника root уже встановлено, він слухає на ${socket}.`,
  signInAnew: (accounts) =>
    `${accounts}: це діє з наступного входу. Служба цього запису, яка вже працює, потребує перезапуску машини або свого user@UID.service.`,
  undo: '`tune remove-helper` прибирає все це.',
  wouldRemove: (path) => `Буде прибрано: ${path}`,
  wouldRemoveGroup: (group, members) => `Групу ${group} буде прибрано (${members}).`,
  removeQuestion: 'Прибрати помічника root?',
  removeAct: 'щоб прибрати помічника root',
  removed: 'Помічника root прибрано.',
  nothing: 'Помічника root тут немає.',
  settingsStay: (command) => `Застосовані налаштування залишаються. Щоб скасувати їх: \`${command}\`.`,
  used: 'Виконав помічник root.',
  forbidden:
    'Помічник root є, але цього облікового запису немає в групі membridge-tune, або він увійшов раніше, ніж його додано.',
  seesOtherwise: 'root бачить цю машину інакше, ніж може цей обліковий запис, тож виконав би не той план, що вище.',
  leaves: (command) => `Помічник root для налаштувань цієї плати залишається. Щоб прибрати його: \`${command}\`.`,
  leavesSettings: (command) => `Застосовані налаштування цієї плати залишаються. Щоб скасувати їх: \`${command}\`.`,
};

const untrusted: Readonly<Record<'owner' | 'writable', string>> = {
  owner: 'не належить root',
  writable: 'може змінити не лише root',
};

export const tuneHelperErrorsUk: TuneHelperErrors = {
  'tune-helper-refused': ({ reason }) =>
    reason === 'peer'
      ? {
          message: 'Помічник root слухає лише root і групу membridge-tune, а цього облікового запису в ній немає.',
          hint: 'Додайте його: `sudo membridge tune install-helper --allow ЗАПИС`, потім увійдіть знову або перезапустіть машину.',
        }
      : {
          message: 'Помічник root не зрозумів запиту; нічого не змінено.',
          hint: 'Він іншої версії: запустіть `sudo membridge tune install-helper` ще раз.',
        },
  'tune-helper-silent': ({ socket, reason }) => ({
    message: `Помічник root за ${socket} не відповів (${reason}).`,
    hint: 'Що чинне, каже `membridge tune status`, а що сказав помічник — `journalctl -u "membridge-tune@*"`.',
  }),
  'tune-helper-not-built': ({ folder }) => ({
    message: `${folder} — це робоча копія коду, а помічник root робиться лише зі зібраного випуску. Нічого не змінено.`,
    hint: 'Запустіть там `npm run build`, потім цю команду через `dist/membridge.mjs`.',
  }),
  'tune-helper-untrusted': ({ path, why }) => ({
    message: `${path}: це ${untrusted[why] ?? why}, тож запущене від root можна було б підмінити. Нічого не змінено.`,
    hint: `Віддайте це root (\`chown root:root ${path}; chmod go-w ${path}\`) і повторіть команду.`,
  }),
  'tune-helper-foreign': ({ path }) => ({
    message: `${path} не від Membridge. Нічого не змінено.`,
    hint: 'Подивіться, для чого це, і приберіть, якщо воно нікому не потрібне; потім повторіть команду.',
  }),
  'tune-helper-account': ({ name }) => ({
    message: `На цій машині немає облікового запису «${name}». Нічого не змінено.`,
    hint: 'Назвіть у --allow такий, який показує `getent passwd`.',
  }),
};
