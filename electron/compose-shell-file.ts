import { z } from 'zod';
import { loadConf } from '../core/platform/conf-library.ts';
import type { ConfLike, ConfOptions } from '../core/platform/settings-file.ts';
import { settingsOver } from '../core/platform/settings-file.ts';
import type { SettingsStore } from '../core/ports/settings-store.ts';
import { toldMax } from './notification-model.ts';

const number = z.number().min(-100_000).max(100_000);

/** What the shell alone remembers; nothing of it is worth a fault. */
const shellFileSchema = z.object({
  /** Ids of what people were told by a notification, oldest first. */
  told: z.array(z.string().max(200)).max(toldMax).catch([]),
  /** Where the window was. */
  place: z.object({ x: number, y: number, width: number, height: number }).nullable().catch(null),
  /** That it goes on without a window was said. */
  wasToldOfClosing: z.boolean().catch(false),
});
export type ShellMemory = z.infer<typeof shellFileSchema>;

export interface ShellFile {
  readonly read: () => ShellMemory;
  readonly change: (change: Partial<ShellMemory>) => void;
}

/** `shell.json` in a folder. What cannot be read is as new; what cannot be written is known until the end of the process. */
export async function shellFile(folder: string): Promise<ShellFile> {
  const options = { cwd: folder, name: 'shell', configFileMode: 0o600, clearInvalidConfig: true };
  const store = await openStore(options).catch(() => ({ store: {} }));
  let memory = shellFileSchema.parse(store.store);
  return {
    read: () => memory,
    change(change) {
      memory = { ...memory, ...change };
      try {
        store.store = { ...memory };
      } catch {
        // A full disk: it is told once more after the next start.
      }
    },
  };
}

/** Settings through electron-store, which is a conf: the same file, schema and faults as without Electron. */
export function storeSettings(path: string): SettingsStore {
  return settingsOver(path, openStore);
}

async function openStore(options: ConfOptions): Promise<ConfLike> {
  // Loaded there without what its import does to a process; from then on it is there.
  await loadConf();
  const { default: ElectronStore } = await import('electron-store');
  return new ElectronStore(options);
}
