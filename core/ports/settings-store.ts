import type { SettingsFile } from '../model/settings.ts';

/** Settings of one home, one schema for all faces. Faults: `settings-unreadable`. */
export interface SettingsStore {
  /** Where they lie, for people. */
  readonly where: string;
  read(): SettingsFile;
  /** Whole or not at all: a crash leaves the old file. */
  write(file: SettingsFile): Promise<void>;
}
