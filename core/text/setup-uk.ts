import { detailUk } from './details-uk.ts';
import { isBucket, shown, type Sentence } from './sentence.ts';
import type { SetupWords } from './setup-words.ts';

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

export const setupUk: SetupWords = {
  names: {
    '--folder': 'тека',
    '--store': 'сховище',
    '--s3': 'адреса сховища',
    '--region': 'регіон',
    '--account': 'обліковий запис',
    '--bucket': 'кошик',
    '--prefix': 'префікс',
    '--project': 'проєкт',
    '--label': 'назва цієї машини',
    '--ca': 'сертифікат',
    '--access-key': 'ключ доступу',
    '--secret-key': 'секретний ключ',
  },
  missing: (name, expected) => say(`Не заповнено: ${name}.`, `Очікується: ${detailUk(expected)}.`),
  invalid: (name, value, expected) =>
    say(`Значення «${value}» не годиться (${name}).`, `Очікується: ${detailUk(expected)}.`),
  faults: {
    'already-connected': ({ have, want }) =>
      say(
        `Цю машину вже під'єднано: ${shown(have)}, а не ${shown(want)}.`,
        "Підтвердьте, що від теперішнього під'єднання можна відмовитися. Те, що там зберігається, там і залишиться.",
      ),
    'project-sealed': ({ where }) => say(`Проєкт у ${where} зашифровано.`, 'Введіть його парольну фразу.'),
    'project-plain': ({ where }) =>
      say(
        `Проєкт у ${where} не зашифровано: його прочитає кожен, хто може читати це місце.`,
        "Під'єднайтеся без шифрування або введіть назву іншого проєкту.",
      ),
    'passphrase-needed': () =>
      say('Бракує парольної фрази проєкту.', "Введіть парольну фразу, яка відкриває цю пам'ять."),
    'store-keys-needed': () => say('Бракує ключів до сховища.', 'Введіть ключ доступу й секретний ключ.'),
    'remote-missing': ({ where }) =>
      isBucket(where)
        ? say(`У ${where} немає кошика.`, 'Перевірте його назву або дозвольте його створити.')
        : say(
            `Теки ${where} немає, як і тієї, у якій вона мала б лежати.`,
            "Перевірте шлях; якщо вона на диску чи спільному ресурсі, під'єднайте його.",
          ),
    'source-kind-differs': ({ path, here, there }) =>
      say(`Проєкт зберігає пам'ять виду ${there}, а ${path} — виду ${here}.`, 'Введіть назву іншого проєкту.'),
    usage: ({ detail }) => {
      const told = detailUk(detail);
      return say(`${told.charAt(0).toUpperCase()}${told.slice(1)}.`, 'Змініть це й спробуйте ще раз.');
    },
  },
  reasonHints: {
    'access-key': 'Перевірте ключ доступу.',
    'secret-key': 'Перевірте секретний ключ: без пробілів і кінця рядка.',
    'no-keys': 'Введіть ключ доступу й секретний ключ.',
    'expired-keys': 'Отримайте у сховища нові ключі та введіть їх.',
    region: 'Введіть регіон кошика; може змінитися й адреса сховища.',
    'bucket-name': 'Перевірте назву кошика.',
    certificate:
      'Для власного центру сертифікації виконайте `membridge init --s3 URL --bucket НАЗВА --ca ФАЙЛ` у терміналі на цій машині.',
    'no-answer': "Перевірте адресу та зв'язок і спробуйте ще раз.",
  },
  readOnlyHint: (folder) =>
    `Виберіть власну теку. Якщо Membridge працює як служба, вона пише лише туди, куди їй дозволено: виконайте \`membridge init --folder ${folder}\` і \`membridge service install\` у терміналі.`,
};
