import { hostClient } from '../host/api/client.ts';
import { readHost, readToken, type RunningHost } from '../host/host-file.ts';
import { fail, isFault } from '../model/errors.ts';
import type { Cli, CommandSpec, Options } from './cli.ts';
import { flag } from './cli.ts';

/** A host that does not answer within this is not waited for: the home's own lock says who may work. */
const asideMsMax = 2_000;

/** Commands that take the locks of home and memory, or say another thing while somebody else has them. */
const takesTurn: ReadonlySet<string> = new Set([
  'init',
  'sync',
  'push',
  'push_sqlite',
  'pull',
  'pull_sqlite',
  'restore',
  'undo',
  'conflicts show',
  'conflicts keep',
  'devices rename',
  'devices remove',
  'doctor',
  'import',
  'import-legacy',
  'export-legacy',
  'lock',
  'lock release',
  'project pin',
  'config set',
  'keychain on',
  'keychain off',
]);

/**
 * Runs a command while the host of its home, if one runs, keeps aside: it works with the very same code as without a host,
 * in the process and at the terminal of the person who asked. However it ends, the host takes over again. `home-busy` names
 * the host where that would not step aside.
 */
export async function withTurn<T>(
  cli: Cli,
  { spec, options }: { readonly spec: CommandSpec; readonly options: Options },
  work: () => Promise<T>,
): Promise<T> {
  if (cli.isWithinHost || !takesTurn.has(spec.name) || flag(options, 'dryRun')) return work();
  const host = await readHost(cli.homePath);
  const over = host === null ? null : await askAside(host, cli);
  try {
    return await work();
  } catch (error) {
    if (host === null || !isFault(error, 'home-busy')) throw error;
    throw fail('home-busy', { ...error.data, hostPid: host.pid }, error);
  } finally {
    await over?.();
  }
}

/** Null: nobody stepped aside. */
async function askAside(host: RunningHost, { tools, watch }: Cli): Promise<(() => Promise<void>) | null> {
  const token = await readToken(host);
  if (token === null) return null;
  const stop = new AbortController();
  const answered = new AbortController();
  const patience = tools.clock.sleep(asideMsMax, AbortSignal.any([answered.signal, watch.signal])).then(
    () => stop.abort(),
    () => {},
  );
  try {
    const { over } = await hostClient({ ...host, token }).aside(stop.signal);
    return () => over().catch(() => {});
  } catch {
    // Nobody there any more, or it cannot: the lock of the home decides.
    return null;
  } finally {
    answered.abort();
    await patience;
  }
}
