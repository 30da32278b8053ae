import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { LoginItem } from './login-item.ts';
import type { TraySpeech } from './speech.ts';

export interface AppMenuParts {
  readonly speech: TraySpeech;
  readonly platform: NodeJS.Platform;
  readonly login: LoginItem;
  readonly quit: () => void;
}

/**
 * The window's menu (with Alt on Linux and Windows): the way out for whoever has no tray, and the switch for the start at
 * login. macOS takes the keys of copying and pasting from it.
 */
export function showAppMenu(parts: AppMenuParts): void {
  const { speech, platform, login, quit } = parts;
  const own: MenuItemConstructorOptions[] = [
    {
      type: 'checkbox',
      label: speech.text('tray:atLogin'),
      checked: login.isOn(),
      click: (item) => {
        login.set(item.checked);
        // What the system then says is what is shown.
        showAppMenu(parts);
      },
    },
    { type: 'separator' },
    { label: speech.text('tray:quit'), accelerator: 'CommandOrControl+Q', click: quit },
  ];
  const edit: MenuItemConstructorOptions[] =
    platform === 'darwin' ? [{ role: 'editMenu' }, { role: 'windowMenu' }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: 'Membridge', submenu: own }, ...edit]));
}
