import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import { join } from 'node:path';
import { trayIconFile, type TrayPlatform } from './tray-icon.ts';
import type { TrayAct, TrayItem } from './tray-menu.ts';
import type { TrayModel } from './tray-model.ts';

export interface TrayParts {
  /** Of the pictures. */
  readonly folder: string;
  readonly platform: TrayPlatform;
  readonly press: (act: TrayAct) => void;
  /** Somebody looks at the menu. Linux tells nobody. */
  readonly opened: () => void;
}

export interface TrayView {
  readonly show: (model: TrayModel, isDark: boolean) => void;
  /** A new one in its place: the bar that it would stand in came later than we did. */
  readonly rebuild: () => void;
}

/** The icon in the bar with its menu. Everything is in the menu: what a click on the icon does is nobody's to say on Linux. */
export function trayView({ folder, platform, press, opened }: TrayParts): TrayView {
  let tray: Tray | null = null;
  let shown: { readonly model: TrayModel; readonly isDark: boolean } | null = null;

  function draw(model: TrayModel, isDark: boolean) {
    const icon = nativeImage.createFromPath(join(folder, trayIconFile(model.icon, platform, isDark)));
    if (tray === null) {
      tray = new Tray(icon);
      // On macOS a click opens the menu.
      if (platform !== 'darwin') tray.on('click', () => press({ kind: 'open', path: null }));
    } else tray.setImage(icon);
    tray.setToolTip(model.tooltip);
    const menu = Menu.buildFromTemplate(model.menu.map((item) => entryOf(item, press)));
    menu.on('menu-will-show', opened);
    // Linux shows a change only in a menu that was set after it.
    tray.setContextMenu(menu);
  }

  return {
    show(model, isDark) {
      // A menu that is open closes when another one is set.
      if (shown !== null && JSON.stringify([shown.model, shown.isDark]) === JSON.stringify([model, isDark])) return;
      shown = { model, isDark };
      draw(model, isDark);
    },
    rebuild() {
      if (shown === null) return;
      tray?.destroy();
      tray = null;
      draw(shown.model, shown.isDark);
    },
  };
}

function entryOf(item: TrayItem, press: TrayParts['press']): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'line':
      return { label: item.label, enabled: false };
    case 'separator':
      return { type: 'separator' };
    case 'submenu':
      return {
        type: 'submenu',
        label: item.label,
        ...able(item.because),
        submenu: item.items.map((each) => entryOf(each, press)),
      };
    case 'press':
      return {
        label: item.label,
        ...able(item.because),
        click: () => press(item.act),
        ...(item.accelerator === undefined ? {} : { accelerator: item.accelerator }),
      };
  }
}

/** Only macOS shows why; elsewhere the first line of the menu says it. */
function able(because: string | null): MenuItemConstructorOptions {
  return because === null ? {} : { enabled: false, toolTip: because };
}
