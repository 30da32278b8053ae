import { serveHost, type ServedHost } from '../host/compose/host.ts';
import type { Status } from '../model/status.ts';
import type { Text } from '../text/text.ts';
import type { Cli, CommandSpec, Outcome } from './cli.ts';
import { engineEntry } from './engine-entry.ts';
import { queryEntry } from './query-entry.ts';

/** What the service manager is to take for "start me again": the same as in the units (host/service/systemd-unit.ts). */
const restartExit = 75;

export const runCommand: CommandSpec = {
  name: 'run',
  summary: 'keep this machine in sync, in the foreground, until it is stopped',
  options: [['--headless', 'open nothing on a screen; it never does: for services that say so']],
  examples: ['membridge run', 'membridge run --headless', 'membridge run --home /srv/membridge'],
  run: (cli) =>
    keepHost(cli, { localHistory: false }, async ({ doors }) => {
      const line = `listening on ${doors.url}`;
      // Programs wait for it: the one line of this command on stdout, the same in every language.
      if (cli.json) cli.note(line);
      else cli.stream(line);
      if (doors.lan !== null) cli.note(cli.text.words.host.network(doors.lan.url, doors.lan.fingerprint));
    }),
};

/** The host in this process, from its first line until somebody stops it; then it says what waits. */
export async function keepHost(
  cli: Cli,
  { localHistory }: { readonly localHistory: boolean },
  whenReady: (served: ServedHost) => Promise<void>,
): Promise<Outcome> {
  const { tools, homePath, watch } = cli;
  const served = await serveHost({ homePath, tools, entry: engineEntry, queryEntry, localHistory });
  const { url, loopback } = served.doors;
  let needsRestart = false;
  let status: Status | null = null;
  try {
    await whenReady(served);
    needsRestart = (await Promise.race([aborted(watch.signal), served.restartNeeded])) === 'restart';
  } finally {
    status = await served.stop();
    cli.note(lastWord(status, cli.text));
  }
  const data = { ...loopback, url, pending: { records: status?.pending.records ?? null } };
  return { data, lines: [], ...(needsRestart ? { exitCode: restartExit } : {}) };
}

function lastWord(status: Status | null, { words }: Text): string {
  const records = status?.pending.records ?? 0;
  const written = status?.mode === 'mirror' ? words.rows(records) : words.merge.records(records);
  return records === 0 ? words.host.stopped : words.host.stoppedPending(written);
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}
