import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Seen, SeenItem } from './desk.ts';
import { called } from './desk.ts';
import { KnownEvents, strict } from './strict.ts';

type Template = readonly Electron.MenuItemConstructorOptions[];

class StandMenu extends KnownEvents {
  readonly template: Template;
  constructor(template: Template) {
    super('Menu', ['menu-will-show', 'menu-will-close']);
    this.template = template;
  }
}

let applicationMenu: StandMenu | null = null;
let tray: StandTray | null = null;
let traysMade = 0;
const trayTold: string[] = [];
const trayToldAt: number[] = [];
const notifications: StandNotification[] = [];

const itemKeys = new Set(['type', 'label', 'enabled', 'toolTip', 'submenu', 'click', 'accelerator', 'checked', 'role']);

export const Menu = strict('Menu', {
  buildFromTemplate(template: Electron.MenuItemConstructorOptions[]) {
    for (const item of itemsIn(template))
      for (const key of Object.keys(item))
        if (!itemKeys.has(key)) throw new Error(`the stand-in knows no ${key} of a menu`);
    return new StandMenu(template);
  },
  setApplicationMenu: (menu: StandMenu | null) => void (applicationMenu = menu),
});

interface StandImage {
  readonly path: string;
}

export const nativeImage = strict('nativeImage', {
  createFromPath(path: string): StandImage {
    // The real one makes an empty picture of what is not there, and says nothing.
    if (!existsSync(path)) throw new Error(`there is no picture ${path}`);
    return strict('NativeImage', { path });
  },
});

class StandTray extends KnownEvents {
  image: StandImage;
  tooltip = '';
  menu: StandMenu | null = null;
  constructor(image: StandImage) {
    super('Tray', ['click', 'right-click', 'double-click']);
    this.image = image;
    tray = strict('Tray', this);
    traysMade += 1;
    return tray;
  }
  setImage(image: StandImage): void {
    tray = Object.assign(this, { image });
  }
  setToolTip(tooltip: string): void {
    this.tooltip = tooltip;
    trayTold.push(`${basename(this.image.path)}: ${tooltip}`);
    trayToldAt.push(Date.now());
  }
  setContextMenu(menu: StandMenu | null): void {
    this.menu = menu;
  }
  destroy(): void {
    called('tray.destroy');
    tray = null;
  }
}
export { StandTray as Tray };

class StandNotification extends KnownEvents {
  static isSupported(): boolean {
    return true;
  }
  readonly options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions) {
    super('Notification', ['click', 'action', 'close', 'show', 'failed']);
    this.options = options;
  }
  show(): void {
    notifications.push(this);
  }
}
export { StandNotification as Notification };

export function seenBar(): Pick<Seen, 'tray' | 'traysMade' | 'trayTold' | 'trayToldAt' | 'menu' | 'notifications'> {
  return {
    tray:
      tray === null
        ? null
        : { icon: tray.image.path, tooltip: tray.tooltip, menu: seenItems(tray.menu?.template ?? []) },
    traysMade,
    trayTold,
    trayToldAt,
    menu: seenItems(applicationMenu?.template ?? []),
    notifications: notifications.map(({ options: { title = '', body = '', actions = [] } }) => ({
      title,
      body,
      actions: actions.map(({ text = '' }) => text),
    })),
  };
}

/** As a person does: along the labels. What can do nothing now is not pressed. */
export function pressIn(which: 'tray' | 'app', labels: readonly string[]): void {
  let items = (which === 'tray' ? tray?.menu : applicationMenu)?.template ?? [];
  for (const [index, label] of labels.entries()) {
    const item = items.find((each) => each.label === label);
    if (item === undefined) throw new Error(`no ${label} among ${items.map((each) => each.label).join(', ')}`);
    if (item.enabled === false) throw new Error(`${label} can do nothing now: ${item.toolTip}`);
    if (index === labels.length - 1) {
      const checked = item.type === 'checkbox' ? item.checked !== true : false;
      item.click?.({ checked } as Electron.MenuItem, undefined, {});
      return;
    }
    items = item.submenu as Template;
  }
}

export function openTrayMenu(): void {
  tray?.menu?.emit('menu-will-show', {});
}

export function pressNotification(index: number, action: number | null): void {
  const notification = notifications[index];
  if (notification === undefined) throw new Error(`no notification ${index}`);
  if (action === null) notification.emit('click', {});
  else notification.emit('action', { actionIndex: action, selectionIndex: -1 }, action, -1);
}

function itemsIn(template: Template): Electron.MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsIn(item.submenu) : [])]);
}

function seenItems(template: Template): SeenItem[] {
  return template.map(({ type, label = '', enabled = true, checked = false, submenu }) => ({
    type: type ?? (submenu === undefined ? 'normal' : 'submenu'),
    label,
    enabled,
    checked,
    items: Array.isArray(submenu) ? seenItems(submenu) : [],
  }));
}
