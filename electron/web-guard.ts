import { app, type Session, type WebContents } from 'electron';

/** The scheme of our own pages, and their origin. */
export const panelScheme = 'app';
export const panelOrigin = 'app://membridge';

/** What the panel needs: a button that copies. Reading the clipboard is another one. */
const permissionsGiven: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Every page, whoever made it: it goes nowhere else, opens nothing, embeds nothing. */
export function guardPages(): void {
  app.on('web-contents-created', (_event, contents) => guardPage(contents));
}

function guardPage(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Nothing is handed to a browser either: no text of a memory becomes an address that opens.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** No camera, no place, no devices, no notifications: those are the shell's. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permissionsGiven.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => permissionsGiven.has(permission));
  session.setDevicePermissionHandler(() => false);
}

function isOurs(url: string): boolean {
  return url === panelOrigin || url.startsWith(`${panelOrigin}/`);
}
