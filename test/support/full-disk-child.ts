/**
 * Fills the small disk under FOLDER and says what then happens to everything that writes into a home:
 * `node full-disk-child.ts FOLDER`. For test/platform/full-disk.test.ts.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MembridgeError } from '../../core/model/errors.ts';
import { settingsDefault } from '../../core/model/settings.ts';
import { systemClock } from '../../core/platform/clock.ts';
import { openHome } from '../../core/platform/home.ts';
import { fileLogger } from '../../core/platform/logger.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { scratchFolder } from '../../core/platform/scratch-folder.ts';
import { fileSecrets } from '../../core/platform/secret-file.ts';
import { fileSettings } from '../../core/platform/settings-file.ts';
import { openState } from '../../core/platform/state-database.ts';
import { noKeychain } from './no-keychain.ts';

const { home } = openHome(join(process.argv[2] ?? '', 'home'));
const logger = fileLogger(home.logFile, systemClock);
const settings = fileSettings(home.settingsFile);
const secrets = fileSecrets(home.secretsFile, logger, noKeychain);
const scratch = scratchFolder(home.scratchFolder);
const { store } = openState(home, systemRandom);
await settings.write({ format: 1, settings: settingsDefault });
await secrets.set('identity', 'kept');
store.setNote('grade', 'kept');
const small = await scratch.write('small');
await small.append(new Uint8Array(200_000));
await small.finish();
fill(join(process.argv[2] ?? '', 'filler'));

const said: Record<string, string> = {};
said['settings'] = await codeOf(() => settings.write({ format: 1, settings: { ...settingsDefault, hostPort: 5 } }));
said['secrets'] = await codeOf(() => secrets.set('identity', 'x'.repeat(20_000)));
said['state'] = await codeOf(() => {
  for (let times = 0; times < 100; times += 1) store.setNote('last-error', `${times}`.repeat(20_000));
});
said['scratch'] = await codeOf(async () => {
  const writer = await scratch.write('image.db');
  await writer.append(new Uint8Array(1_000_000));
});
said['copy'] = await codeOf(() => scratch.copy(small.path, 'copy'));
said['hand'] = await codeOf(() => scratch.hand(small.path, join(home.folder, '..', 'handed')));
said['space'] = await codeOf(() => scratch.requireSpace(1, null));
logger.error('disk.filled', { text: 'x'.repeat(900) });
const kept = {
  settings: settings.read().settings.hostPort,
  identity: await secrets.get('identity'),
  grade: store.note('grade'),
  half: [
    ...readdirSync(home.scratchFolder),
    ...readdirSync(home.folder),
    ...readdirSync(join(home.folder, '..')),
  ].filter((name) => /tmp-|copy|handed/.test(name)),
};
store.close();
console.log(JSON.stringify({ said, kept, reopened: openState(home, systemRandom).notice.kind }));

function fill(path: string): void {
  for (let bytes = 1_000_000; bytes >= 1; bytes = Math.floor(bytes / 2)) {
    try {
      for (;;) writeFileSync(path, new Uint8Array(bytes), { flag: 'a' });
    } catch {
      // Then with less at a time.
    }
  }
}

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'written';
  } catch (error) {
    return error instanceof MembridgeError ? error.code : String(error);
  }
}
