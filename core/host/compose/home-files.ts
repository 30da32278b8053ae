import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fail } from '../../model/errors.ts';
import type { Connection, SettingsFile } from '../../model/settings.ts';
import { homeAt, type Home } from '../../platform/home.ts';
import { fileLogger } from '../../platform/logger.ts';
import { keychainThroughDoor } from '../../platform/keychain-door.ts';
import { fileSecrets, type FileSecrets } from '../../platform/secret-file.ts';
import { secretsWithCredentials } from '../../platform/service-credentials.ts';
import { fileSettings } from '../../platform/settings-file.ts';
import type { Logger } from '../../ports/logger.ts';
import type { SecretStore } from '../../ports/secret-store.ts';
import type { SettingsStore } from '../../ports/settings-store.ts';
import type { Surroundings } from './surroundings.ts';
import type { Tools } from './tools.ts';

/** The small files of one home, whether it is there or not; reading them makes nothing. */
export interface HomeFiles {
  readonly home: Home;
  readonly settings: SettingsStore;
  readonly secrets: SecretStore;
  /** Those of them that lie in this home, and how. */
  readonly ownSecrets: Pick<FileSecrets, 'place' | 'moveTo'>;
  readonly log: Logger;
}

/** The home folder that a person means: `named`, else MEMBRIDGE_HOME, else `~/.membridge`. Absolute. */
export function homePath(named: string | undefined, at: Surroundings): string {
  return resolve(at.folder, named || at.env['MEMBRIDGE_HOME'] || usualHome(at));
}

/** Where it is when nobody says otherwise. */
export function usualHome({ home }: Pick<Surroundings, 'home'>): string {
  return join(home, '.membridge');
}

export function homeFiles(path: string, { clock, at }: Pick<Tools, 'clock' | 'at'>): HomeFiles {
  const home = homeAt(existsSync(path) ? realpathSync(path) : path);
  const log = quietWithoutHome(home, fileLogger(home.logFile, clock));
  const ownSecrets = fileSecrets(home.secretsFile, log, keychainThroughDoor(home.folder));
  const secrets = secretsWithCredentials(at.env['CREDENTIALS_DIRECTORY'] || null, ownSecrets);
  return { home, log, settings: fileSettings(home.settingsFile), secrets, ownSecrets };
}

/** What `init` wrote. Throws `not-connected`. */
export function connectionOf(file: SettingsFile, home: Home): Connection {
  if (file.connection === undefined) throw fail('not-connected', { home: home.folder });
  return file.connection;
}

/** A command that fails before there is a home must not make one, only to say so in a log. */
function quietWithoutHome({ folder }: Home, log: Logger): Logger {
  const when =
    (write: Logger['info']): Logger['info'] =>
    (event, data) => {
      if (existsSync(folder)) write(event, data);
    };
  return { info: when(log.info), warn: when(log.warn), error: when(log.error) };
}
