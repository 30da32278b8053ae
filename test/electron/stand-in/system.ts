import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { called, machine } from './desk.ts';
import { KnownEvents, strict } from './strict.ts';

export const net = strict('net', { isOnline: () => machine.isOnline });

class PowerMonitor extends KnownEvents {
  constructor() {
    super('powerMonitor', ['resume', 'unlock-screen']);
  }
  getSystemIdleTime(): number {
    return machine.idleSeconds;
  }
}
export const powerMonitor = strict('powerMonitor', new PowerMonitor());
machine.emitters.set('powerMonitor', powerMonitor);

class NativeTheme extends KnownEvents {
  constructor() {
    super('nativeTheme', ['updated']);
  }
  get shouldUseDarkColors(): boolean {
    return machine.isDark;
  }
}
export const nativeTheme = strict('nativeTheme', new NativeTheme());
machine.emitters.set('nativeTheme', nativeTheme);

const workArea = { x: 0, y: 27, width: 1_600, height: 873 };
export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea }],
  getPrimaryDisplay: () => ({ workArea }),
});

/** A person's keychain: the same after a restart. Its backend as the test says. */
const key = createHash('sha256')
  .update(`keychain of ${process.env['HOME'] ?? ''}`)
  .digest();
export const safeStorage = strict('safeStorage', {
  isAsyncEncryptionAvailable: async () => process.env['STAND_IN_KEYCHAIN'] !== 'none',
  getSelectedStorageBackend: () => process.env['STAND_IN_KEYCHAIN'] ?? 'gnome_libsecret',
  async encryptStringAsync(text: string): Promise<Buffer> {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  },
  async decryptStringAsync(sealed: Buffer) {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28));
    const result = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    return { result, shouldReEncrypt: false };
  },
});

/** electron-store asks for these two, and uses neither as we use it. */
export const ipcMain = strict('ipcMain', { on: (channel: string) => called('ipcMain.on', channel) });
export const shell = strict('shell', {});
