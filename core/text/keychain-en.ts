import type { KeychainWords } from './keychain-words.ts';

export const keychainEn: KeychainWords = {
  inFile: (path) => `The keys lie in ${path}, which only you can read.`,
  inKeychain: (path) =>
    `The keys in ${path} are sealed by the keychain of this computer; Membridge's app opens them while it runs.`,
  movedIn:
    "The keys are sealed by the keychain of this computer now. Commands and the service need Membridge's app to run.",
  movedOut: (path) => `The keys lie in ${path} now, which only you can read.`,
  wouldMoveIn: 'The keys would be sealed by the keychain of this computer.',
  wouldMoveOut: (path) => `The keys would lie in ${path}, which only you can read.`,
};
