import type { HeldChange } from '../model/errors.ts';
import { detailUk } from './details-uk.ts';
import { formatFor, type PluralForms } from './format.ts';
import type { MergeErrorTexts } from './merge-words.ts';
import { type Sentence, shown } from './sentence.ts';

const { count, list, number } = formatFor('uk');

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

/** In the genitive, as after «із». */
const kinds: Readonly<Record<HeldChange['kind'], PluralForms>> = {
  session: { one: 'сеансу', many: 'сеансів' },
  observation: { one: 'спостереження', many: 'спостережень' },
  summary: { one: 'підсумку', many: 'підсумків' },
  prompt: { one: 'запиту', many: 'запитів' },
  'tool-use': { one: 'виклику інструмента', many: 'викликів інструментів' },
};

const acts = { delete: 'зникло', edit: 'змінено' } as const;

/** What a brake holds of one kind. */
export function heldUk({ act, kind, rows, of }: HeldChange): string {
  return `${acts[act]} ${number(rows)} із ${count(of, kinds[kind])}`;
}

export const mergeErrorsUk: MergeErrorTexts = {
  'not-in-merge': ({ command }) =>
    say(
      `\`membridge ${command}\` працює з цілими знімками, а цей проєкт зливає записи: у цій версії такого немає.`,
      'Різницю прийме й надішле `membridge sync`; що робилося, покаже `membridge history`.',
    ),
  'not-in-mirror': ({ command }) =>
    say(
      `\`membridge ${command}\` стосується записів, а цей проєкт зберігає цілі знімки (режим mirror).`,
      'Де стоять обидва боки й що робити, якщо вони різні, покаже `membridge status`.',
    ),
  'conflict-unknown': ({ id }) => say(`Конфлікту ${shown(id)} немає.`, 'Наявні покаже `membridge conflicts`.'),
  'act-unknown': ({ id }) =>
    say(`У тутешній історії немає дії ${shown(id)}.`, 'Зберігаються лише найновіші. Поверніться до списку.'),
  'memory-unknown': ({ id }) =>
    say(`Спогаду ${shown(id)} немає.`, 'Можливо, його тим часом видалили: пошукайте знову.'),
  'device-unknown': ({ id }) => say(`Машини ${shown(id)} немає, або їх кілька.`, 'Наявні покаже `membridge devices`.'),
  'device-not-ours': ({ label }) =>
    say(
      `Це можна зробити лише на самій машині ${shown(label)}.`,
      'Виконайте команду там; котра машина ця, покаже `membridge devices`.',
    ),
  'brake-records': ({ held: changes }) =>
    say(
      `Притримано з обережності: ${list(changes.map(heldUk))}. Іншим про це не сказано; решта пішла далі.`,
      'Якщо це навмисно, повторіть із --yes. Інакше поверніть записи й синхронізуйте знову.',
    ),
  'log-in-doubt': ({ evidence }) =>
    say(
      `Сховище показує давніший стан, ніж раніше (${detailUk(evidence)}). Нічого не надіслано.`,
      'Можливо, воно ще наздоганяє: повторіть команду за хвилину.',
    ),
  'log-rolled-back': ({ evidence }) =>
    say(
      `Збережена пам'ять повернулася назад (${detailUk(evidence)}). Нічого не надіслано.`,
      "Поверніть файли, яких бракує; якщо вони зникли назавжди, під'єднайтеся заново командою `membridge init --reconnect`: тутешнє буде надіслано знову.",
    ),
};
