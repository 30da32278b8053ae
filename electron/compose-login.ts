import { app } from 'electron';
import { loginEntryFile } from '../core/host/compose/login-entry.ts';
import type { Surroundings } from '../core/host/compose/surroundings.ts';
import { loginItem, type LoginItem } from './login-item.ts';

/** The start at login of this very program, with this home. `main`: its entry, which only a checkout has to name. */
export function ownLogin(main: string, home: string, at: Pick<Surroundings, 'env' | 'home'>): LoginItem {
  const flags = app.commandLine.hasSwitch('no-sandbox') ? ['--no-sandbox'] : [];
  return loginItem({
    platform: process.platform,
    entryFile: loginEntryFile(at),
    command: [at.env['APPIMAGE'] || process.execPath, ...flags, ...(app.isPackaged ? [] : [main]), '--home', home],
  });
}
