import { join } from 'node:path';
import type { RemoteSettings } from '../model/settings.ts';

/**
 * Where `npm start` keeps the history of a machine that is connected to nothing else: the one remote that may lie in the
 * home. It never leaves it, so it is not sealed; the home belongs to its owner alone (0700).
 */
export function localHistoryFolder(home: string): string {
  return join(home, 'local-history');
}

/** Whether a machine has only its own history: connecting it to others then gives nothing up. */
export function isLocalHistory(remote: RemoteSettings | undefined, home: string): boolean {
  return remote?.kind === 'folder' && remote.folder === localHistoryFolder(home);
}
