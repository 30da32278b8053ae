import { detailUk } from './details-uk.ts';
import { formatFor } from './format.ts';
import { cleanupErrorsUk } from './cleanup-uk.ts';
import { exportErrorsUk } from './export-uk.ts';
import { hooksErrorsUk } from './hooks-uk.ts';
import { legacyErrorsUk } from './legacy-errors-uk.ts';
import { mergeActErrorsUk } from './merge-acts-uk.ts';
import { hostErrorsUk } from './host-uk.ts';
import { mergeErrorsUk } from './merge-errors-uk.ts';
import { remoteErrorsUk } from './remote-errors-uk.ts';
import { type ErrorTexts, type Sentence, shown } from './sentence.ts';
import { serviceErrorsUk } from './service-uk.ts';
import { sourceErrorsUk } from './source-errors-uk.ts';
import { tuneErrorsUk } from './tune-apply-uk.ts';
import { tuneHelperErrorsUk } from './tune-helper-uk.ts';

const { bytes, count, duration } = formatFor('uk');
const rows = (value: number) => count(value, { one: 'запис', few: 'записи', many: 'записів' });
const minutes = (value: number) => count(value, { one: 'хвилину', few: 'хвилини', many: 'хвилин' });

const purposes: Readonly<Record<string, string>> = {
  push: 'публікує',
  force: 'публікує примусово',
  undo: 'скасовує дію',
  restore: 'відновлює',
};

const undoReasons: Readonly<Record<string, string>> = {
  'nothing-done-yet': 'на цій машині ще нічого не робилося',
  'push-replaced-nothing': 'останньою була публікація, і вона нічого не замінила',
  'nothing-was-here-before': "остання дія принесла пам'ять туди, де її не було",
  'no-rows-changed': 'немає дії, що змінила б рядки на цій машині й досі чинна',
  'copy-past-its-time': 'строк зберігання попереднього стану минув, і його вже немає',
};

/** Moments that the engine names in English. */
const moments: Readonly<Record<string, string>> = {
  'a wait': 'очікування',
  'a question': 'запитання',
  'the preparation': 'підготовки',
  'the upload': 'надсилання',
  'the download': 'завантаження',
  'the verification': 'перевірки',
  'placing the database': "встановлення пам'яті на місце",
  'the demonstration': 'показу',
  'the look at what is stored': 'огляду сховища',
  'a request': 'запиту до сховища',
  'a wait for the engine': 'очікування рушія',
  'a job of the engine': 'роботи рушія',
};

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

/** Every fault in Ukrainian. */
export const errorsUk: ErrorTexts = {
  ...sourceErrorsUk,
  ...remoteErrorsUk,
  ...serviceErrorsUk,
  ...hooksErrorsUk,
  ...tuneErrorsUk,
  ...tuneHelperErrorsUk,
  ...legacyErrorsUk,
  ...exportErrorsUk,
  ...cleanupErrorsUk,
  ...mergeErrorsUk,
  ...hostErrorsUk,
  ...mergeActErrorsUk,
  usage: ({ detail }) =>
    say(`Команду задано неправильно: ${detailUk(detail)}.`, 'Приклади покаже `membridge COMMAND --help`.'),
  'command-unknown': ({ name, nearest }) =>
    say(
      `Команди «${name}» немає.`,
      nearest === '' ? 'Дивіться `membridge --help`.' : `Може, \`membridge ${nearest}\`?`,
    ),
  'option-unknown': ({ name, nearest }) =>
    say(`Параметра ${name} тут немає.`, nearest === '' ? 'Дивіться `membridge COMMAND --help`.' : `Може, ${nearest}?`),
  'not-connected': ({ home }) =>
    say(`Цю машину ще не під'єднано: у ${home} немає з'єднання.`, 'Спершу виконайте `membridge init --folder DIR`.'),
  'already-connected': ({ setting, have, want }) =>
    say(
      `Цю машину вже під'єднано, і ${setting} — ${have}, а не ${want}.`,
      "Подивіться `membridge config list` або під'єднайте наново: `membridge init … --reconnect`.",
    ),
  'mode-mismatch': ({ bucket, asked }) =>
    say(
      `Проєкт там працює в режимі ${bucket}, а не ${asked}.`,
      'Режим належить проєкту: приберіть --mode або оновіть Membridge, якщо він цього режиму не знає.',
    ),
  'mode-unavailable': ({ mode, path }) =>
    say(
      `Режим ${mode} працює з окремими записами, а ${path} — не пам'ять claude-mem.`,
      'Приберіть --mode або вкажіть --mode mirror: тоді файл зберігається цілим.',
    ),
  'project-sealed': ({ where }) =>
    say(
      `Проєкт у ${where} зашифровано, а вказано --no-encryption.`,
      'Приберіть --no-encryption і дайте парольну фразу (--passphrase-file FILE).',
    ),
  'project-plain': ({ where }) =>
    say(
      `Проєкт у ${where} не зашифровано: його прочитає кожен, хто читає це місце.`,
      "Щоб під'єднатися свідомо, додайте --no-encryption або створіть інший проєкт: --project NAME.",
    ),
  'project-unknown': ({ id, where }) =>
    say(`Проєкту ${id} у ${where} немає.`, 'Що там є, покаже `membridge project list`.'),
  'passphrase-needed': ({ home }) =>
    say(
      `Потрібна парольна фраза: відкритого ключа в ${home} немає.`,
      "Запустіть `membridge init --passphrase-file FILE` або init у терміналі; на вже під'єднаній машині додайте --reconnect. Для відкритого проєкту: --no-encryption.",
    ),
  'passphrase-empty': ({ file }) =>
    say(`Файл із парольною фразою ${file} порожній.`, 'Запишіть фразу в його перший рядок.'),
  'store-keys-needed': ({ names }) =>
    say(
      'Потрібні ключі сховища, а запитати немає де: термінала немає.',
      `Задайте ${names} у середовищі або запустіть init у терміналі.`,
    ),
  'confirmation-needed': ({ act }) =>
    say(
      `Потрібна ваша згода (${act}), а запитати нема в кого: це не термінал.`,
      'Подивіться на план із --dry-run, тоді повторіть із --yes.',
    ),
  'setting-unknown': ({ key, nearest }) =>
    say(
      `Налаштування «${key}» немає.`,
      nearest === '' ? 'Дивіться `membridge config list`.' : `Може, ${nearest}? Усі покаже \`membridge config list\`.`,
    ),
  'setting-invalid': ({ key, value, expected }) =>
    say(`Значення «${shown(value)}» для ${key} не годиться.`, `Очікується: ${detailUk(expected)}.`),
  'settings-unreadable': ({ path, finding }) =>
    say(
      `Налаштування в ${path} непридатні: ${detailUk(finding)}.`,
      'Виправте файл або перенесіть його деінде й виконайте `membridge init` ще раз. Нічого не змінено.',
    ),
  'secrets-unreadable': ({ path, finding }) =>
    say(
      `Ключі в ${path} непридатні: ${detailUk(finding)}.`,
      'Перенесіть файл деінде й виконайте `membridge init --reconnect` із парольною фразою.',
    ),
  'keychain-unavailable': ({ backend }) =>
    say(
      `На цьому робочому столі немає сховища паролів, що береже секрети (${backend}): їх могла б прочитати кожна програма.`,
      'Розблокуйте або встановіть його (GNOME Keyring, KWallet). Доти ключі лишаються у файлі, який можете читати лише ви.',
    ),
  'keychain-closed': ({ home }) =>
    say(
      `Ключі теки ${home} лежать у сховищі паролів цього комп'ютера, яке відкриває лише застосунок Membridge, а він не працює.`,
      'Запустіть його (`npm start` перед екраном). Якщо його більше не буде, перенесіть secrets.json деінде й виконайте `membridge init --reconnect`.',
    ),
  'home-unusable': ({ path, reason }) =>
    say(
      `Домашня тека ${path} непридатна: ${detailUk(reason)}.`,
      'Виберіть іншу через --home DIR або виправте її власника й права.',
    ),
  'state-newer': ({ path, version, known }) =>
    say(
      `Файл ${path} записав новіший Membridge (будова ${version}, а цей знає ${known}).`,
      'Оновіть Membridge на цій машині.',
    ),
  'state-damaged': ({ path, finding }) =>
    say(
      `Стан у ${path} пошкоджено: ${detailUk(finding)}.`,
      "Повторіть команду: файл буде відкладено й створено наново; вашої пам'яті це не торкнеться.",
    ),
  'restore-point-unknown': ({ id }) =>
    say(`Повертатися нема до чого: «${id}» не знайдено.`, 'Назви на зразок r3 чи v12 покаже `membridge history`.'),
  'nothing-to-undo': ({ reason }) =>
    say(
      `Скасовувати нічого: ${undoReasons[reason] ?? reason}.`,
      'Дивіться `membridge history` і `membridge restore ID`.',
    ),
  'file-exists': ({ path }) =>
    say(`Файл ${path} уже є, а перезаписувати ми нічого не будемо.`, 'Назвіть файл, якого ще немає.'),
  'source-kind-differs': ({ path, here, there }) =>
    say(
      `Проєкт містить пам'ять виду ${there}, а ${path} має вид ${here}.`,
      'Вкажіть інший файл або інший проєкт: `membridge init … --source FILE --reconnect`.',
    ),
  'remote-folder-inside': ({ folder, home }) =>
    say(
      `Тримати пам'ять там не можна: ${folder} лежить усередині ${home}.`,
      "Назвіть теку окремо від домашньої теки Membridge і від самої пам'яті.",
    ),
  'lease-held': ({ label, purpose, heldMinutes, freeInMinutes }) =>
    say(
      `${label} ${purposes[purpose] ?? purpose} уже ${minutes(heldMinutes)}.`,
      `Спробуйте не пізніше ніж за ${minutes(freeInMinutes)}; стан покаже \`membridge lock\`.`,
    ),
  'lease-lost': ({ label }) =>
    say(
      `Час цієї машини вийшов посеред роботи; тепер публікує ${label}.`,
      'Повторіть команду. Нічого не опубліковано.',
    ),
  'home-busy': ({ home, hostPid }) =>
    say(
      `У ${home} саме працює інший Membridge.`,
      hostPid === undefined
        ? 'Зачекайте, доки він завершить, і спробуйте ще раз.'
        : `Це служба (процес ${hostPid}), і вона вчасно не поступилася: спробуйте ще раз, що вона робить, скаже \`membridge status\`.`,
    ),
  'source-busy': ({ path }) =>
    say(`З файлом ${path} саме працює інший Membridge.`, 'Зачекайте, доки він завершить, і спробуйте ще раз.'),
  diverged: ({ here, there }) =>
    say(
      `Змінилися обидва боки: ${here} тут і ${there} там. Нічого не змінено.`,
      'Виберіть бік: `membridge push --force` лишає цей, `membridge pull --replace` приймає інший; те, що поступиться, збережеться, і `membridge undo` його поверне.',
    ),
  'heads-diverged': ({ labels }) =>
    say(
      `Кілька машин опублікували одночасно: ${labels}. Усі знімки збережено.`,
      "Виберіть бік: `membridge push --force` лишає пам'ять цієї машини, `membridge pull --replace` приймає найновішу з інших.",
    ),
  'joined-with-content': ({ localRows, remoteRows }) =>
    say(
      `Пам'ять є тут (${rows(localRows)}), і є інша там (${rows(remoteRows)}). Нічого не змінено.`,
      'Виберіть бік: `membridge push --force` лишає цю, `membridge pull --replace` приймає іншу; те, що поступиться, збережеться як копія.',
    ),
  'format-unknown': ({ key, format }) =>
    say(`Об'єкт ${key} має формат ${format}, якого цей Membridge не знає.`, 'Оновіть Membridge на цій машині.'),
  'disk-full': ({ path, needBytes, freeBytes }) =>
    say(
      needBytes > freeBytes
        ? `У ${path} замало місця: треба ${bytes(needBytes)}, вільно ${bytes(freeBytes)}.`
        : `У ${path} не лишилося місця (вільно ${bytes(freeBytes)}).`,
      'Звільніть місце й повторіть команду.',
    ),
  'worker-stuck': ({ what, waitedMs }) =>
    say(
      `Служба claude-mem не слухається: ${detailUk(what)}${waitedMs > 0 ? ` (очікування: ${duration(waitedMs)})` : ''}.`,
      'Подивіться журнал самого claude-mem або перезапустіть Claude Code, тоді виконайте `membridge doctor --fix`.',
    ),
  interrupted: ({ during }) =>
    say(
      `Зупинено на ваше прохання під час ${moments[during] ?? `роботи (${during})`}.`,
      'Повторіть команду, коли захочете: розпочате спершу буде завершено або скасовано.',
    ),
  'engine-crashed': ({ detail }) =>
    say(
      `Рушій служби несподівано завершився: ${detail}.`,
      'Він запускається знову сам і спершу владнає розпочате; подробиці — у журналі: `membridge logs`.',
    ),
  unexpected: ({ detail }) =>
    say(`Сталося те, чого не мало статися: ${detail}.`, 'Подробиці — у журналі: `membridge logs`.'),
};
