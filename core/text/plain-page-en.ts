import type { PlainPageWords } from './plain-page-words.ts';

export const plainPageEn: PlainPageWords = {
  title: 'Membridge is running on this machine',
  noPanel: 'The panel is not installed here.',
  whence: 'Every release brings it along; in a checkout of the source it is made by:',
  meanwhile: 'Until then the terminal shows the same:',
};
