import { stateWordSchema } from '../core/host/api/contract.ts';
import type { Shown } from '../core/host/api/state-sentence.ts';

/** Every picture of resources/icons/tray.svg, a shape of its own each. */
export const trayIconNames = [...stateWordSchema.options, 'opening', 'lost', 'key', 'update'] as const;
export type TrayIconName = (typeof trayIconNames)[number];

/** What helps is a key, or the way to it. */
const ofKeys: ReadonlySet<string> = new Set([
  'remote-denied',
  'passphrase-wrong',
  'secrets-unreadable',
  'keychain-closed',
  'keychain-unavailable',
]);

/** The picture of a state; two reasons have one of their own, because what helps is another thing. */
export function trayIconOf(shown: Shown, why: string): TrayIconName {
  if (why === 'brake-schema-newer') return 'update';
  if (ofKeys.has(why)) return 'key';
  return shown;
}

export type TrayPlatform = 'darwin' | 'win32' | 'linux';

/** Its file in resources/icons/tray; larger ones for sharp screens lie beside it, or in it. `isDark`: the bar is. */
export function trayIconFile(name: TrayIconName, platform: TrayPlatform, isDark: boolean): string {
  switch (platform) {
    // The system colours these by itself.
    case 'darwin':
      return `${name}Template.png`;
    case 'win32':
      return `${name}-${isDark ? 'dark' : 'light'}.ico`;
    case 'linux':
      return `${name}-${isDark ? 'dark' : 'light'}.png`;
  }
}
