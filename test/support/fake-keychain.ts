import type { Keychain } from '../../core/ports/keychain.ts';

/** Opens what it sealed, and nothing else; nothing of the text can be read in it. */
export function fakeKeychain(name = 'k'): Keychain {
  const mark = `sealed by ${name}: `;
  return {
    seal: async (text) => Buffer.from(mark + Buffer.from(text).toString('hex')).toString('base64'),
    async open(sealed) {
      const words = Buffer.from(sealed, 'base64').toString();
      return words.startsWith(mark) ? Buffer.from(words.slice(mark.length), 'hex').toString() : null;
    },
  };
}
