import { createServer, type Server } from 'node:http';
import { Readable } from 'node:stream';
import { app } from './app.ts';
import { called, machine, type SeenWindow } from './desk.ts';
import { browserPage, type BrowserPage } from './browser-page.ts';
import { KnownEvents, strict } from './strict.ts';

type Answer = (request: Request) => Response | Promise<Response>;
const schemes = new Map<string, Answer>();

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: (wish: readonly Electron.CustomScheme[]) =>
    called('protocol.registerSchemesAsPrivileged', wish),
  handle: (scheme: string, answer: Answer) => void schemes.set(scheme, answer),
});

type PermissionAsk = (contents: unknown, permission: string, answer: (isGiven: boolean) => void) => void;
const guards = { ask: null as PermissionAsk | null, check: null as ((c: unknown, p: string) => boolean) | null };
export const session = strict('session', {
  defaultSession: strict('session.defaultSession', {
    setPermissionRequestHandler: (ask: PermissionAsk) => void (guards.ask = ask),
    setPermissionCheckHandler: (check: (c: unknown, p: string) => boolean) => void (guards.check = check),
    setDevicePermissionHandler: (isGiven: () => boolean) => called('setDevicePermissionHandler', isGiven()),
  }),
});

class WebContents extends KnownEvents {
  open: ((details: { readonly url: string }) => { readonly action: string }) | null = null;
  constructor() {
    super('webContents', ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview']);
  }
  setWindowOpenHandler(open: NonNullable<WebContents['open']>): void {
    this.open = open;
  }
}

let current: StandWindow | null = null;
function stand(window: StandWindow): void {
  current = window;
}

class StandWindow extends KnownEvents {
  readonly webContents = new WebContents();
  readonly options: Electron.BrowserWindowConstructorOptions;
  url = '';
  isShown = false;
  #page: Promise<BrowserPage | null> | null = null;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super('BrowserWindow', ['ready-to-show', 'focus', 'blur', 'close', 'closed']);
    this.options = options;
    stand(this);
    app.emit('web-contents-created', {}, strict('webContents', this.webContents));
    return strict('BrowserWindow', this);
  }
  async loadURL(url: string): Promise<void> {
    this.url = url;
    const isFirst = this.#page === null;
    this.#page ??= browserPage(origin, guardOf(this.webContents));
    const page = await this.#page;
    await page?.open(await overHttp(url));
    if (isFirst) this.emit('ready-to-show');
  }
  show(): void {
    this.isShown = true;
    this.focus();
  }
  focus(): void {
    app.emit('browser-window-focus', {}, this);
    this.emit('focus');
  }
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
  isFocused(): boolean {
    return this.isShown;
  }
  isDestroyed(): boolean {
    return current !== this;
  }
  getNormalBounds() {
    const { x = 0, y = 0, width = 0, height = 0 } = this.options;
    return { x, y, width, height };
  }
  /** As a person does by its corner. */
  async endByPerson(): Promise<void> {
    this.emit('close', {});
    current = null;
    await (await this.#page)?.close();
    this.emit('closed');
    app.emit('window-all-closed');
  }
}
export { StandWindow as BrowserWindow };

/** Pages of our scheme over HTTP on loopback, since no other browser knows it. */
let server: Promise<Server> | null = null;
async function origin(): Promise<string> {
  server ??= new Promise((resolve) => {
    const made = createServer((request, response) => {
      const { host = '' } = request.headers;
      const mapped = (text: string) => text.replace(`http://${host}`, 'app://membridge');
      const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && name !== 'host' && name !== 'connection' ? [[name, mapped(value)]] : [],
      );
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const ask = new Request(`app://membridge${request.url ?? '/'}`, {
        method: request.method ?? 'GET',
        headers,
        signal: gone.signal,
        ...(hasBody ? { body: Readable.toWeb(request), duplex: 'half' } : {}),
      });
      void answerOf(ask).then(
        (answer) => {
          // A network that is down.
          if (answer.type === 'error') return response.destroy();
          response.writeHead(answer.status, Object.fromEntries(answer.headers));
          if (answer.body === null) return response.end();
          return Readable.fromWeb(answer.body)
            .on('error', () => response.destroy())
            .pipe(response);
        },
        () => response.destroy(),
      );
    });
    made.listen(0, '127.0.0.1', () => resolve(made));
  });
  const address = (await server).address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

async function overHttp(url: string): Promise<string> {
  return url.replace('app://membridge', await origin());
}

async function answerOf(request: Request): Promise<Response> {
  const answer = schemes.get(new URL(request.url).protocol.slice(0, -1));
  if (answer === undefined) throw new Error(`nobody answers ${request.url}`);
  return answer(request);
}

/** What the shell says to a page that wants to go somewhere; a page of our own is told of as such. */
function guardOf(contents: WebContents) {
  return (event: string, url: string) =>
    guarded(contents, event, url.replace(/^http:\/\/127\.0\.0\.1:\d+/, 'app://membridge'));
}

function guarded(contents: WebContents, event: string, url: string): 'allowed' | 'refused' {
  if (event === 'window-open') return contents.open?.({ url }).action === 'deny' ? 'refused' : 'allowed';
  let isRefused = false;
  contents.emit(event, { url, isMainFrame: true, preventDefault: () => (isRefused = true) });
  return isRefused ? 'refused' : 'allowed';
}

/** A request as the window's page would make it, answered in words. */
export async function fetchAsPage(url: string, init: RequestInit): Promise<object> {
  const answer = await answerOf(new Request(url, init));
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    text: answer.type === 'error' ? '' : await answer.text(),
  };
}

export function navigateAsPage(event: string, url: string): 'allowed' | 'refused' {
  if (current === null) throw new Error('there is no window');
  return guarded(current.webContents, event, url);
}

export function permissionOf(permission: string): readonly boolean[] {
  let isGiven = false;
  guards.ask?.(null, permission, (answer) => (isGiven = answer));
  return [isGiven, guards.check?.(null, permission) ?? true];
}

export function closeWindow(): Promise<void> {
  if (current === null) throw new Error('there is no window');
  return current.endByPerson();
}

export function seenWindows(): SeenWindow[] {
  if (current === null) return [];
  const { url, isShown, options } = current;
  return [{ url, isVisible: isShown, isFocused: isShown, options: { ...options } }];
}

machine.emitters.set('session', new KnownEvents('session', []));
