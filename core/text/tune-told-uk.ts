import type { TuneToldWords } from './tune-told-words.ts';

export const tuneToldUk: TuneToldWords = {
  head: (label, date) => `Що повідомила машина ${label} (${date}):`,
  unread: (label, finding) => `Те, що машина ${label} повідомила про свою плату, не прочитати (${finding}).`,
  nothing: (label) =>
    `Машина ${label} ще нічого не повідомила про свою плату: для цього там має працювати \`membridge run\` або служба.`,
  ofDisk: (disk, size, free) => `${disk}, ${size}, вільно близько ${free}`,
  zram: (size, owner) => `${size}, налаштовує ${owner}`,
  tuning: 'Налаштовано',
  states: {
    confirmed: (profile) => `${profile}, діє`,
    waiting: (profile) => `${profile}, чекає на підтвердження`,
    unsettled: (profile) => `${profile}, зроблено або скасовано наполовину`,
  },
};
