import { fail } from '../../core/model/errors.ts';
import type { Keychain } from '../../core/ports/keychain.ts';

const closed = () => Promise.reject(fail('keychain-closed', { home: '/nowhere' }));

/** The app that would open one does not run. */
export const noKeychain: Keychain = { seal: closed, open: closed };
