import { detailUk } from './details-uk.ts';
import type { RemoteErrorTexts } from './remote-errors-en.ts';
import { remoteReasonsUk } from './remote-reasons-uk.ts';
import { isBucket, type Sentence } from './sentence.ts';

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

export const remoteErrorsUk: RemoteErrorTexts = {
  'remote-unreachable': ({ where, reason }) =>
    say(
      `${where} недоступне: ${remoteReasonsUk[reason]?.message ?? detailUk(reason)}.`,
      remoteReasonsUk[reason]?.hint ?? "Перевірте диск або зв'язок і спробуйте ще раз; тим часом нічого не зникне.",
    ),
  'remote-denied': ({ where, reason }) =>
    say(
      `${where} нас не впускає: ${remoteReasonsUk[reason]?.message ?? detailUk(reason)}.`,
      remoteReasonsUk[reason]?.hint ?? 'Виправте права там і спробуйте ще раз.',
    ),
  'remote-full': ({ where }) =>
    say(`У ${where} немає місця.`, 'Звільніть там місце й спробуйте ще раз. На цій машині нічого не змінено.'),
  'remote-missing': ({ where }) =>
    isBucket(where)
      ? say(
          `У ${where} немає проєкту Membridge або такого кошика.`,
          'Перевірте назву кошика; новий створить `membridge init --s3 … --create-bucket`.',
        )
      : say(
          `У ${where} немає проєкту Membridge або немає самої теки.`,
          "Під'єднайте диск чи мережеву теку; якщо вона зникла назавжди, під'єднайтеся деінде: `membridge init --reconnect`.",
        ),
  'remote-unknown': ({ key }) =>
    say(
      `Лишилося невідомим, чи збережено ${key}.`,
      'Повторіть команду: вона спершу подивиться й надішле лише те, чого бракує.',
    ),
  'object-damaged': ({ key, finding }) =>
    say(`Збережений об'єкт ${key} пошкоджено: ${detailUk(finding)}. Тут нічого не змінено.`, mending(key)),
  'object-missing': ({ key }) => say(`Збереженого об'єкта ${key} бракує. Тут нічого не змінено.`, mending(key)),
  'passphrase-wrong': ({ where }) =>
    say(
      `Парольна фраза не відкриває проєкт у ${where}. Нічого не записано.`,
      'Спробуйте ще раз із фразою, з якою проєкт створили.',
    ),
  'encryption-switched': ({ pinned, found }) =>
    say(
      `Машину під'єднали із шифруванням «${pinned}», а тепер там «${found}». Нічого не прочитано й не записано.`,
      "Хтось змінив збережені файли. Поверніть правильні або під'єднайтеся до іншого місця.",
    ),
  'remote-foreign': ({ where }) =>
    say(
      `У ${where} на місці нашого проєкту стоїть чужий. Нічого не прочитано й не записано.`,
      "Поверніть правильну теку або свідомо під'єднайтеся до нової: `membridge init --reconnect`.",
    ),
  'remote-rolled-back': ({ known, shown }) =>
    say(
      `Сховище повернулося назад: ця машина знає версію ${known}, а ${shown === 0 ? 'там тепер немає нічого' : `найновіша там — ${shown}`}. Нічого не змінено.`,
      shown === 0
        ? "Якщо це диск або спільна тека, перевірте, чи їх змонтовано; інакше поверніть зниклі файли. Якщо їх немає назавжди, під'єднайтеся наново: `membridge init --reconnect`."
        : "Поверніть зниклі файли; якщо їх немає назавжди, під'єднайтеся наново: `membridge init --reconnect`.",
    ),
};

/** What a person can do about a damaged or missing object. */
function mending(key: string): string {
  if (key === 'lease.json')
    return 'Переконайтеся, що жодна машина не публікує, і поставте новий: `membridge lock release --yes`.';
  if (key.startsWith('projects/'))
    return 'Опублікуйте ще раз за допомогою membridge на Python на справній машині або подивіться, що там є ще: `membridge import-legacy --list`.';
  if (key === 'project.json' || key.startsWith('keys/')) return 'Поверніть файл з іншої копії теки.';
  if (key.startsWith('head/')) {
    return 'Поверніть файл з іншої копії теки. Якщо її немає, приберіть те, що там лежить, виконайте `membridge init --reconnect` на кожній машині, а потім `membridge push --force` на тій, де пам’ять ціла.';
  }
  return 'Усі пошкодження покаже `membridge verify`; машина з цілою пам’яттю може опублікувати її знову: `membridge push --force`.';
}
