import { homeMode, nodeVersion } from '../compose/health-probes.ts';
import { connectionOf, type HomeFiles } from '../compose/home-files.ts';
import type { Tools } from '../compose/tools.ts';
import type { Text } from '../../text/text.ts';
import { looking, ok, warn, type Check } from './check.ts';

/** What can be looked at without a connection: this Node, the home folder, its settings. */
export async function homeChecks({ home, settings }: HomeFiles, { at }: Tools, text: Text): Promise<Check[]> {
  const say = text.words.doctor;
  return [
    ok('runtime', say.runtime(nodeVersion(), at.system)),
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
  ];
}
