import { projectIdSchema } from '../../model/ids.ts';
import type { Connection } from '../../model/settings.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { pinnedRemote } from '../pinned-remote.ts';
import type { Vault } from '../queries/desk.ts';
import type { HomeFiles } from './home-files.ts';
import { remoteAt } from './remote.ts';
import { keySource } from './s3-keys.ts';
import { pinnedSeal, requireProject } from './seal.ts';
import type { Tools } from './tools.ts';

/** The remote, which is looked at for whether it is the pinned project before anything is read there, and its seal. Throws `passphrase-needed`. */
export async function queryVault(
  connection: Connection,
  { home, secrets }: Pick<HomeFiles, 'home' | 'secrets'>,
  tools: Tools,
  state: Pick<StateStore, 'base'>,
): Promise<Vault> {
  const keys = keySource(secrets, tools.at.env);
  const remote = remoteAt(connection.remote, projectIdSchema.parse(connection.projectId), { tools, keys });
  const pinned = pinnedRemote(remote, { requireProject: () => requireProject(remote, connection, state.base()) });
  return { remote: pinned, seal: await pinnedSeal(connection, secrets, home.folder) };
}
