import { hostClient } from '../host/api/client.ts';
import type { HostPart } from '../host/api/contract.ts';
import { readHost, readToken } from '../host/host-file.ts';
import { unseenDevices } from '../host/notices.ts';
import type { StateWord, Status } from '../model/status.ts';
import type { Text } from '../text/text.ts';
import type { Cli } from './cli.ts';

/** A host that does not answer within this is told of by what the command sees itself. */
const answerMsMax = 2_000;

const dayMs = 86_400_000;

/** What the host of a home says of itself; null where none runs or answers. */
export interface HostReport extends HostPart {
  readonly address: string;
  readonly port: number;
}

export async function askHost({
  homePath,
  isWithinHost,
}: Pick<Cli, 'homePath' | 'isWithinHost'>): Promise<HostReport | null> {
  const running = isWithinHost ? null : await readHost(homePath);
  const token = running === null ? null : await readToken(running);
  if (running === null || token === null) return null;
  const { address, port } = running;
  try {
    const { host } = await hostClient({ address, port, token }).status(AbortSignal.timeout(answerMsMax));
    return { ...host, address, port };
  } catch {
    return null;
  }
}

/** What was seen just now, and above it what only the host knows: a pause, a fault of its own, work under way. */
export function withHost(status: Status, host: HostReport | null): Status {
  if (host === null) return status;
  const said: ReadonlySet<StateWord> = new Set(['paused', 'syncing', 'error']);
  if (!said.has(host.state) || isGraver(status.state)) return status;
  return { ...status, state: host.state, why: host.why };
}

/** A person must decide or mend it: that is not hidden by a pause. */
function isGraver(state: StateWord): boolean {
  return state === 'conflict' || state === 'braked' || state === 'error';
}

/** For people: how the host stands, and which machines have not been seen for long. */
export function hostLines(status: Status, host: HostReport | null, now: number, { words, format }: Text): string[] {
  const say = words.host;
  const unseen = unseenDevices(status, now).map(({ label, unseenMs }) =>
    say.unseen(label, say.days(Math.floor(unseenMs / dayMs))),
  );
  if (host === null) return unseen;
  const since = (at: number) => (host.why === 'remote-denied' ? say.deniedSince : say.offlineSince)(format.date(at));
  const parts = [
    say.running(format.date(host.startedAt), host.pid),
    ...(host.offlineSince === null ? [] : [since(host.offlineSince)]),
    ...(host.pausedUntil === 'until-resumed' ? [say.pausedUntilResumed] : []),
    ...(typeof host.pausedUntil === 'number' ? [say.pausedUntil(format.date(host.pausedUntil))] : []),
    ...(isWhy(host.why, say.whys) ? [say.whys[host.why]] : []),
    ...(host.nextLookAt === null ? [] : [say.nextLook(format.time(host.nextLookAt))]),
  ];
  return [`${`${say.hostLabel}:`.padEnd(24)} ${parts.join(', ')}`, ...unseen];
}

function isWhy(why: string, whys: Text['words']['host']['whys']): why is keyof typeof whys {
  return Object.hasOwn(whys, why);
}
