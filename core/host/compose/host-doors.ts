import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fail } from '../../model/errors.ts';
import type { Settings } from '../../model/settings.ts';
import type { Home } from '../../platform/home.ts';
import type { Logger } from '../../ports/logger.ts';
import { hostNames } from '../api/guard.ts';
import { type ApiHandler, apiHandler } from '../api/handler.ts';
import type { EventLog, HostFace } from '../api/host-face.ts';
import { serve, type Serving } from '../api/server.ts';
import { keptSessions } from '../api/sessions.ts';
import { newToken, oneTimeCodes } from '../api/tokens.ts';
import type { Host } from '../host.ts';
import type { QueryThread } from '../queries/query-thread.ts';
import { builtPanel } from './panel-folder.ts';
import { sessionFile } from './session-file.ts';
import type { Tools } from './tools.ts';

const loopback = '127.0.0.1';

/** Where a host is reached. */
export interface HostDoors {
  /** `http://ADDRESS:PORT`. */
  readonly url: string;
  readonly loopback: { readonly address: string; readonly port: number };
  /** Beyond this machine, with TLS; null unless the setting `lan` says so. */
  readonly lan: { readonly url: string; readonly fingerprint: string } | null;
  readonly token: string;
  /** The panel's address with a code that lets one browser in, once. */
  panelUrl(): string;
  close(withinMs: number): Promise<void>;
}

export interface DoorParts {
  readonly events: EventLog;
  readonly settings: Pick<Settings, 'hostAddress' | 'hostPort' | 'lan'>;
  readonly home: Home;
  readonly tools: Tools;
  readonly log: Logger;
  readonly queries: Pick<QueryThread, 'ask'>;
  readonly setupFacts: HostFace['setupFacts'];
  readonly board: HostFace['board'];
}

/** Throws `lan-off` where the address is not this machine's alone and nobody has said so. */
export function requireDoors({ hostAddress, lan }: DoorParts['settings']): void {
  if (!isLoopback(hostAddress) && !lan) throw fail('lan-off', { address: hostAddress });
}

/**
 * Opens the host's API on this machine, and with the setting `lan` a second door with TLS at the address that settings
 * name. Rejects with Node's error where nothing can listen.
 */
export async function hostDoors(
  host: Host,
  { events, settings, home, tools, log, queries, setupFacts, board }: DoorParts,
): Promise<HostDoors> {
  const isLocal = isLoopback(settings.hostAddress);
  const codes = oneTimeCodes(tools.clock, tools.random);
  const token = newToken(tools.random);
  let hostsAllowed: readonly string[] = [];
  const face: HostFace = {
    ...host,
    events,
    codes,
    token,
    sessions: keptSessions(sessionFile(home.folder), tools.clock, tools.random),
    setupFacts,
    board,
    query: (name, params, signal) => queries.ask(name, Object(params), signal),
    get hostsAllowed() {
      return hostsAllowed;
    },
  };
  const { clock, heartbeat } = tools;
  const handler = apiHandler(face, { clock, heartbeat, logger: log, panel: builtPanel() });
  const address = isLocal ? settings.hostAddress : loopback;
  const near = await serve(handler, { address, port: settings.hostPort, clock: tools.clock });
  hostsAllowed = hostNames(near.port, [address]);
  const url = `http://${bracketed(address)}:${near.port}`;
  let far: (Serving & { readonly url: string; readonly fingerprint: string }) | null = null;
  if (!isLocal) {
    const names = namesOf(settings.hostAddress, tools.at.hostName);
    // Only here: what makes certificates takes memory that a host without this door does not need.
    const { ownCertificate } = await import('../api/certificate.ts');
    const { key, cert, fingerprint } = await ownCertificate(join(home.folder, 'lan.pem'), names, tools);
    const wish = { address: settings.hostAddress, port: settings.hostPort, clock: tools.clock, tls: { key, cert } };
    const serving = await serve(fromAfar(handler), wish);
    hostsAllowed = [...hostsAllowed, ...hostNames(serving.port, names)];
    far = { ...serving, fingerprint, url: `https://${bracketed(names[0] ?? settings.hostAddress)}:${serving.port}` };
  }
  return {
    url,
    loopback: { address, port: near.port },
    lan: far === null ? null : { url: far.url, fingerprint: far.fingerprint },
    token,
    panelUrl: () => `${url}/#code=${codes.issue().code}`,
    async close(withinMs) {
      await Promise.all([near.close(withinMs), far?.close(withinMs)]);
    },
  };
}

/** What may only be asked for on this machine is refused to who comes in by the door to the network. */
function fromAfar(handler: ApiHandler): ApiHandler {
  return (request, info) => handler(request, { ...info, isFar: true });
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address);
}

/** How others may call this machine: by the address it listens at (by all of them, where that is every one), and by name. */
function namesOf(address: string, hostName: string): string[] {
  const isAny = address === '0.0.0.0' || address === '::';
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const addresses = own.filter(({ internal }) => !internal).map((each) => each.address.replace(/%.*$/, ''));
  return [...(isAny ? addresses : [address]), hostName, `${hostName}.local`];
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
