import type { PlainPageWords } from './plain-page-words.ts';

export const plainPageUk: PlainPageWords = {
  title: 'Membridge працює на цій машині',
  noPanel: 'Панель тут не встановлено.',
  whence: 'Вона є в кожному випуску; з початкового коду її збирає команда:',
  meanwhile: 'А поки що те саме показує термінал:',
};
