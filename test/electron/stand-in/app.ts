import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../support/is-alive.ts';
import { called, machine } from './desk.ts';
import { KnownEvents, strict } from './strict.ts';

/** Asks the first one to open its window. */
const secondStart = 'SIGUSR2';
/** With the words that the second one was started with. */
const wordsFile = 'stand-in-words.json';

class App extends KnownEvents {
  readonly isPackaged = false;
  readonly commandLine = strict('app.commandLine', {
    hasSwitch: (name: string) => process.argv.includes(`--${name}`),
  });
  readonly #paths = new Map<string, string>();
  #openAtLogin = false;
  #isEnding = false;

  constructor() {
    super('app', [
      'activate',
      'before-quit',
      'browser-window-focus',
      'second-instance',
      'web-contents-created',
      'window-all-closed',
    ]);
    // Electron's own way with them.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => this.quit());
    process.on(secondStart, () => this.emit('second-instance', {}, secondWords(this.getPath('userData')), '', null));
  }
  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    return this.#paths.get(name) ?? '';
  }
  getVersion(): string {
    return '0.0.0-stand-in';
  }
  getPreferredSystemLanguages(): string[] {
    return (process.env['STAND_IN_LANGUAGES'] ?? 'en-GB').split(' ');
  }
  setName(name: string): void {
    called('app.setName', name);
  }
  setAppUserModelId(id: string): void {
    called('app.setAppUserModelId', id);
  }
  enableSandbox(): void {
    called('app.enableSandbox');
  }
  getLoginItemSettings(): { openAtLogin: boolean } {
    return { openAtLogin: this.#openAtLogin };
  }
  setLoginItemSettings({ openAtLogin = false }: Electron.Settings): void {
    this.#openAtLogin = openAtLogin;
  }
  /** By a file with our pid in the folder of this user, where Electron keeps its own. */
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'stand-in.pid');
    const pid = pidIn(path);
    if (pid !== null && isAlive(pid)) {
      writeFileSync(join(folder, wordsFile), JSON.stringify(process.argv));
      process.kill(pid, secondStart);
      return false;
    }
    writeFileSync(path, String(process.pid));
    process.on('exit', () => rmSync(path, { force: true }));
    return true;
  }
  async whenReady(): Promise<void> {}
  quit(): void {
    if (this.#isEnding) return;
    let isPrevented = false;
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.exit();
  }
  exit(code = 0): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    void Promise.allSettled([...machine.endings].map((end) => end())).then(() => process.exit(code));
  }
}

export const app = strict('app', new App());
machine.emitters.set('app', app);

function secondWords(folder: string): string[] {
  return JSON.parse(readFileSync(join(folder, wordsFile), 'utf8')) as string[];
}

function pidIn(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
