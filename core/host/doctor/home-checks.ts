import { homeMode, nodeVersion, secretsMode } from '../compose/health-probes.ts';
import { connectionOf, type HomeFiles } from '../compose/home-files.ts';
import type { Tools } from '../compose/tools.ts';
import { membridgeVersion } from '../compose/version.ts';
import type { Text } from '../../text/text.ts';
import { looking, ok, warn, type Check } from './check.ts';

/** What can be looked at without a connection: this Node, the home folder, its settings and secrets. */
export async function homeChecks(
  { home, settings, secrets, ownSecrets }: HomeFiles,
  { at }: Tools,
  text: Text,
): Promise<Check[]> {
  const say = text.words.doctor;
  return [
    ok('runtime', say.runtime(membridgeVersion, nodeVersion(), at.system)),
    await looking('home', text, async () => {
      const { exists, openTo } = homeMode(home);
      if (!exists) return warn('home', say.homeAbsent(home.folder), null);
      return openTo === null
        ? ok('home', say.home(home.folder))
        : warn('home', say.homeOpen(home.folder, openTo), say.fixNext);
    }),
    await looking('settings', text, async () => {
      connectionOf(settings.read(), home);
      return ok('settings', say.settings(settings.where));
    }),
    await looking('secrets', text, async () => {
      const { exists, openTo } = secretsMode(home);
      if (!exists) return ok('secrets', say.secretsNone);
      // Whoever reads them closes them first (platform/secret-file.ts); from then on nothing shows that they were open.
      await secrets.get('identity');
      const inKeychain = ownSecrets.place() === 'keychain';
      return openTo === null
        ? ok('secrets', inKeychain ? text.words.keychain.inKeychain(home.secretsFile) : say.secrets(home.secretsFile))
        : warn('secrets', say.secretsOpen(home.secretsFile, openTo), say.secretsOpenNext);
    }),
  ];
}
