import type { ConnectWords } from './words.ts';

export const connectEn: ConnectWords = {
  created: (project, where) => `Connected: the project "${project}" was made in ${where}.`,
  joined: (project, where) => `Connected: joined the project "${project}" in ${where}.`,
  unchanged: (project, where) => `Connected already to the project "${project}" in ${where}; nothing was changed.`,
  wouldCreate: (project, where) => `Would make the project "${project}" in ${where}.`,
  wouldJoin: (project, where) => `Would join the project "${project}" in ${where}.`,
  makesFolder: (folder) => `The folder ${folder} does not exist and is made.`,
  makesBucket: (where) => `The bucket ${where} does not exist and is made.`,
  plainHttp:
    'The address begins with http: everybody on the way sees what is sent. Only for a store in your own network.',
  cautions: {
    'no-security-fixes': (title) =>
      `${title} gets no security fixes any more: keep it inside your own network, or move to another store.`,
  },
  accessKey: 'Access key of the store: ',
  secretKey: 'Secret key of the store: ',
  plain: 'WITHOUT ENCRYPTION: everybody who can read that place can read the whole memory.',
  sealed: 'Everything there is encrypted.',
  memory: (path, rows) => `Memory here: ${path}, ${rows}.`,
  noMemory: (path) => `No memory here yet: ${path} does not exist.`,
  plan: (upload, bring) => `The first sync will upload ${upload}, bring ${bring}, delete 0.`,
  bothHave: 'Both sides hold a memory: the first sync will stop and ask which one counts. Nothing is lost either way.',
  otherProjects: (ids) => `Other projects in the same place: ${ids}.`,
  question: 'Connect?',
  newPassphrase: 'New passphrase (it opens your memory; nobody can recover it): ',
  newPassphraseAgain: 'The same again: ',
  passphrase: 'Passphrase of the project: ',
  passphrasesDiffer: 'the two passphrases differ',
  keepPassphrase: 'Keep the passphrase safe: without it nobody opens this memory on another machine.',
  next: 'run `membridge sync`',
  nextWithoutMemory: 'start claude-mem once, or fetch what is there with `membridge pull`',
};
