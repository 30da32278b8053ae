import { app } from 'electron';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a start by the system says: no window, if the tray can be seen. */
export const hiddenWord = '--hidden';

export interface LoginItem {
  /** Read back from the system each time: people change it there too. */
  readonly isOn: () => boolean;
  readonly set: (isOn: boolean) => void;
}

export interface LoginItemParts {
  readonly platform: NodeJS.Platform;
  /** Linux: the file that a desktop looks for. */
  readonly entryFile: string;
  /** Linux: the command line that starts us, without `hiddenWord`. */
  readonly command: readonly [string, ...string[]];
}

/** Whether we start with the person's session. */
export function loginItem({ platform, entryFile: path, command }: LoginItemParts): LoginItem {
  if (platform !== 'linux') {
    const wish = { args: [hiddenWord] };
    return {
      isOn: () => app.getLoginItemSettings(wish).openAtLogin,
      set: (isOn) => app.setLoginItemSettings({ ...wish, openAtLogin: isOn }),
    };
  }
  return {
    isOn: () => startsAtLogin(textOf(path)),
    set(isOn) {
      if (!isOn) return rmSync(path, { force: true });
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, desktopEntry([...command, hiddenWord]));
    },
  };
}

/** As freedesktop's Desktop Entry Specification writes it. */
export function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Membridge',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Desktops switch an entry off by a line in it instead of removing it. */
export function startsAtLogin(text: string | null): boolean {
  return text !== null && !/^\s*(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(text);
}

/** Quotes, and within them a backslash before four signs; a backslash of a value is doubled once more; `%` is a field. */
function quoted(word: string): string {
  if (/^[\w@:,./+=-]+$/.test(word)) return word;
  return `"${word
    .replaceAll(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
