import type { TuneToldWords } from './tune-told-words.ts';

export const tuneToldEn: TuneToldWords = {
  head: (label, date) => `What ${label} told on ${date}:`,
  unread: (label, finding) => `What ${label} told of its board cannot be read (${finding}).`,
  nothing: (label) => `${label} has told nothing of its board yet: that takes \`membridge run\` or the service there.`,
  ofDisk: (disk, size, free) => `${disk}, ${size}, about ${free} of it free`,
  zram: (size, owner) => `${size}, set up by ${owner}`,
  tuning: 'Tuning',
  states: {
    confirmed: (profile) => `${profile}, in force`,
    waiting: (profile) => `${profile}, waits for a word`,
    unsettled: (profile) => `${profile}, half done or half taken back`,
  },
};
