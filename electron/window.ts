import { BrowserWindow, screen } from 'electron';
import { panelOrigin } from './web-guard.ts';
import { windowMin, windowPlace, type Place } from './window-place.ts';

export interface PanelWindowParts {
  readonly title: string;
  readonly icon: string;
  /** Where it was when it was last closed. */
  readonly place: () => Place | null;
  readonly closed: (place: Place) => void;
  /** Opened, closed, focused or left. */
  readonly changed: () => void;
}

export interface PanelWindow {
  /** `path` of the panel; null: where it is, or its first view. */
  readonly show: (path: string | null) => void;
  readonly isOpen: () => boolean;
  readonly isFocused: () => boolean;
}

/** A code that the shell itself answers: the page gets in without ever being given a token of the host. */
export const shellCode = 'shell';

/** The panel's window. Closed it is gone, with all that it took: the tray alone is small. */
export function panelWindow(parts: PanelWindowParts): PanelWindow {
  let window: BrowserWindow | null = null;

  function open(path: string) {
    const [first, ...others] = screen.getAllDisplays().map(({ workArea }) => workArea);
    const area = screen.getPrimaryDisplay().workArea;
    const place = windowPlace(parts.place(), [area, ...(first === undefined ? [] : [first]), ...others]);
    const opened = new BrowserWindow({
      ...place,
      minWidth: windowMin.width,
      minHeight: windowMin.height,
      title: parts.title,
      icon: parts.icon,
      autoHideMenuBar: true,
      show: false,
      webPreferences: panelPreferences,
    });
    window = opened;
    opened.once('ready-to-show', () => {
      if (!opened.isDestroyed()) opened.show();
    });
    opened.on('focus', parts.changed);
    opened.on('blur', parts.changed);
    opened.on('close', () => parts.closed(opened.getNormalBounds()));
    opened.once('closed', () => {
      window = null;
      parts.changed();
    });
    load(opened, path);
    parts.changed();
  }

  return {
    show(path) {
      if (window === null) return open(path ?? '/');
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      if (path !== null) load(window, path);
    },
    isOpen: () => window !== null,
    isFocused: () => window?.isFocused() ?? false,
  };
}

/** As strict as they come; each is a default too, and stands here so that a change of it is seen. */
export const panelPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const;

function load(window: BrowserWindow, path: string): void {
  // One that was closed meanwhile, or a page that is on its way to another place: nothing to tell.
  window.loadURL(`${panelOrigin}${path}#code=${shellCode}`).catch(() => {});
}
