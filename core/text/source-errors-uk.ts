import { detailUk } from './details-uk.ts';
import { formatFor } from './format.ts';
import type { Sentence } from './sentence.ts';
import type { SourceErrorTexts } from './source-errors-en.ts';

const { count, duration } = formatFor('uk');
const rows = (value: number) => count(value, { one: 'запис', few: 'записи', many: 'записів' });

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

export const sourceErrorsUk: SourceErrorTexts = {
  'source-missing': ({ path }) =>
    say(
      `У ${path} немає пам'яті.`,
      "Запустіть claude-mem хоча б раз або заберіть пам'ять іншої машини командою `membridge pull`.",
    ),
  'source-empty': ({ path }) =>
    say(
      `Файл ${path} порожній.`,
      "Запустіть claude-mem хоча б раз або заберіть пам'ять іншої машини командою `membridge pull`.",
    ),
  'source-not-database': ({ path }) =>
    say(
      `${path} — не база SQLite.`,
      "Перевірте шлях (`membridge config list`); цілу пам'ять поверне `membridge restore ID`, а перелік покаже `membridge history`.",
    ),
  'source-corrupt': ({ path, finding }) =>
    say(
      `Файл ${path} пошкоджено: ${detailUk(finding)}. Його не опубліковано.`,
      "Цілу пам'ять поверне `membridge restore ID`; які копії є тут і у сховищі, покаже `membridge history`.",
    ),
  'source-unreadable': ({ path, reason }) =>
    say(`Файл ${path} не читається: ${detailUk(reason)}.`, 'Перевірте шлях і права на файл, тоді спробуйте ще раз.'),
  'source-read-only': ({ path }) =>
    say(
      `Файл ${path} можна читати, але не можна змінювати.`,
      'Виправте права на файл і його теку, тоді спробуйте ще раз.',
    ),
  'source-in-use': ({ path, by }) =>
    say(`Файл ${path} відкрито в іншій програмі: ${detailUk(by)}.`, 'Закрийте ту програму й спробуйте ще раз.'),
  'source-locked': ({ path, waitedMs }) =>
    say(`Інша програма не відпускає файл ${path} (очікування: ${duration(waitedMs)}).`, 'Спробуйте за мить ще раз.'),
  'brake-rows-gone': ({ table, before, after }) =>
    say(
      `Зупинено з обережності: у таблиці ${table} було ${rows(before)}, коли машини востаннє узгодилися, а тепер — ${after}.`,
      'Якщо ви вилучили їх навмисно, повторіть із --yes. Інакше подивіться `membridge history` і `membridge restore ID`.',
    ),
  'brake-schema-newer': ({ missing, installed }) =>
    say(
      `Зупинено з обережності: іншу пам'ять записав новіший claude-mem (міграції ${missing}), а тут встановлено ${installed}.`,
      'Оновіть claude-mem на цій машині й спробуйте ще раз.',
    ),
  'brake-cloud-sync': ({ path }) =>
    say(
      `Зупинено з обережності: для ${path} увімкнено власну хмарну синхронізацію claude-mem, і те, що туди пише Membridge, її заплутає.`,
      'Вимкніть хмарну синхронізацію claude-mem або повторіть із --yes, якщо знаєте наслідки.',
    ),
  'worker-control-off': ({ setting }) =>
    say(
      `Служба claude-mem працює, а налаштування ${setting} не дозволяє Membridge її зупинити.`,
      'Зупиніть її самі, повторіть із --yes (якщо там «ask») або виконайте `membridge config set workerControl auto`.',
    ),
};
