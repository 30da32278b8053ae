import type { SyncWords } from './words.ts';

export const syncEn: SyncWords = {
  agreed: (revision) =>
    `Nothing to do: both sides hold the same memory${revision === null ? '' : ` (revision ${revision})`}.`,
  onlyHereMoved: 'Nothing to fetch: only this machine has changed.',
  onlyHereMovedHint: 'publish it with `membridge push`',
  onlyRemoteMoved: 'Nothing to publish: only the other machines have changed.',
  onlyRemoteMovedHint: 'fetch it with `membridge pull`',
  noMemory: 'There is no memory yet, neither here nor there.',
  noMemoryHint: 'start claude-mem once, then run `membridge sync`',
  declined: 'Nothing was done: the newest revision is one that you undid on this machine.',
  declinedHint: 'take it with `membridge pull --replace`, or put yours above it with `membridge push --force`',
  adopted: (revision) => `Both sides hold the same already: agreed on revision ${revision}, nothing was moved.`,
  published: (revision, rows, bytes) => `Published revision ${revision}: ${rows}, ${bytes} sent.`,
  publishedOver: (revision, losers, rows, bytes) =>
    `Published revision ${revision} above ${losers}: ${rows}, ${bytes} sent. What lost is kept.`,
  undoHint: '`membridge undo` takes it back',
  pulled: (revision, label, rows, bytes) => `Took revision ${revision} of ${label}: ${rows}, ${bytes} fetched.`,
  keptAs: (id) => `What was here before is kept as ${id}.`,
  setAsideAs: (id) => `What was only here is set aside as ${id}.`,
  wouldPublish: (rows) => `Would publish ${rows}.`,
  wouldPublishOver: (revisions, rows) => `Would publish ${rows} above ${revisions}; what loses is kept.`,
  wouldPull: (revision, label, rows) => `Would take revision ${revision} of ${label}: ${rows}.`,
  wouldSetAside: 'What is only here would be set aside.',
  wouldAdopt: (revision) => `Both sides hold the same already: would agree on revision ${revision}.`,
  forcePush: 'a forced push',
  forcePull: 'a pull that replaces what is here',
  forcePushQuestion: 'Put the memory of this machine above all others?',
  forcePullQuestion: 'Replace the memory of this machine?',
};
