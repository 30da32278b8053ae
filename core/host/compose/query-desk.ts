import { readState } from '../../platform/state-reading.ts';
import { rowOrigins } from '../../platform/records/row-origins.ts';
import type { MemoryBrowser } from '../../ports/memory-browser.ts';
import { openMemoryBrowser } from '../../sources/claude-mem/browse/browser.ts';
import type { QueryDesk } from '../queries/desk.ts';
import { homeFiles } from './home-files.ts';
import { sourceFacts } from './source-facts.ts';
import type { Tools } from './tools.ts';

/**
 * Opens what a question is answered from and closes it when `use` has ended: no lock of home or source is touched, for a
 * thread of this process may hold them (platform/held-file.ts). Null: nothing is connected, or nothing is known yet. Faults:
 * `settings-unreadable`, those of the state database.
 */
export async function withQueryDesk<T>(
  homePath: string,
  tools: Tools,
  use: (desk: QueryDesk | null) => Promise<T>,
): Promise<T> {
  const files = homeFiles(homePath, tools);
  const { home, settings: file } = files;
  const { connection, settings } = file.read();
  const known = connection === undefined ? null : readState(home);
  if (connection === undefined || known === null) return use(null);
  const { store: state, records: store } = known;
  let memory: Promise<MemoryBrowser | null> | null = null;
  try {
    const live = { path: connection.source.path, scratchFolder: home.scratchFolder, clock: tools.clock };
    const origins = connection.mode === 'merge' ? rowOrigins(home.stateFile) : null;
    return await use({
      mode: connection.mode,
      retention: settings.retention,
      own: { id: state.deviceId(), label: connection.label },
      state,
      store,
      now: tools.clock.now(),
      scope: `${connection.repoId} ${state.deviceId()}`,
      // Only here: what talks to stores takes memory that other questions do not need.
      vault: async () => (await import('./query-vault.ts')).queryVault(connection, files, tools, state),
      seen: async () => `${await sourceFacts(connection.source.path)} ${await sourceFacts(home.stateFile)}`,
      memory: () => (memory ??= openMemoryBrowser(live, origins)),
    });
  } finally {
    // One that could not be opened was told of already.
    const opened = await Promise.resolve<MemoryBrowser | null>(memory).catch(() => null);
    opened?.close();
    state.close();
  }
}
