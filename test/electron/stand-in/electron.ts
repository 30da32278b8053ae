/**
 * Stands in for Electron where its program cannot be had: only what our shell imports, checked against electron.d.ts by
 * test/electron/stand-in.test.ts, and an error for everything else. What it shows and does, a test asks for over the port of
 * its process.
 */
import { closeWindow, fetchAsPage, navigateAsPage, permissionOf, seenWindows } from './pages.ts';
import { machine, type Seen, type Wish } from './desk.ts';
import { openTrayMenu, pressIn, pressNotification, seenBar } from './tray-parts.ts';

export { app } from './app.ts';
export { BrowserWindow, protocol, session } from './pages.ts';
export { ipcMain, nativeTheme, net, powerMonitor, safeStorage, screen, shell } from './system.ts';
export { Menu, nativeImage, Notification, Tray } from './tray-parts.ts';
export { utilityProcess } from './utility.ts';

const tell = process.send?.bind(process);
process.on('message', ({ id, wish }: { id: number; wish: Wish }) => {
  Promise.resolve()
    .then(() => granted(wish))
    .then(
      (value) => tell?.({ id, value }),
      (error: unknown) => tell?.({ id, error: String(error) }),
    );
});
// A test that is gone leaves nothing behind.
process.on('disconnect', () => process.exit(1));

function granted(wish: Wish): unknown {
  switch (wish.kind) {
    case 'look':
      return seen();
    case 'press':
      return pressIn(wish.menu, wish.labels);
    case 'open-menu':
      return openTrayMenu();
    case 'notification':
      return pressNotification(wish.index, wish.action);
    case 'emit':
      return void machine.emitters.get(wish.from)?.emit(wish.event, {});
    case 'set':
      return void Object.assign(machine, { [wish.name]: wish.value });
    case 'close-window':
      return closeWindow();
    case 'fetch':
      return fetchAsPage(wish.url, wish.init);
    case 'navigate':
      return navigateAsPage(wish.event, wish.url);
    case 'permission':
      return permissionOf(wish.permission);
  }
}

function seen(): Seen {
  const { calls, pids, browser } = machine;
  return { ...seenBar(), windows: seenWindows(), calls, pids, browser };
}
