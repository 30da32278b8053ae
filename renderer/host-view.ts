import { createContext, useContext, useSyncExternalStore } from 'react';
import { hostClient, type HostClient } from '../core/host/api/client.ts';
import type { Busy, HostStatus, Notice, RoundEvent } from '../core/host/api/contract.ts';

/** What the page knows of its host at this moment. */
export interface HostView {
  /** `lost`: what is shown is no longer known to be true. */
  readonly link:
    | { readonly kind: 'opening' }
    | { readonly kind: 'open' }
    | { readonly kind: 'lost'; readonly since: number };
  readonly known: HostStatus | null;
  readonly progress: Busy | null;
  readonly notices: readonly Notice[];
  /** Of this visit, newest first. */
  readonly rounds: readonly RoundEvent[];
  /** Grows when what was asked before may have other answers now. */
  readonly turn: number;
}

/** A host as React sees it. */
export interface LiveHost {
  readonly client: HostClient;
  view(): HostView;
  listen(listener: () => void): () => void;
  close(): void;
}

const roundsKept = 50;

/** Follows the host's events for as long as the page is open. `refused` is called when the token is not valid any more. */
export function liveHost(token: string, refused: () => void): LiveHost {
  const client = hostClient({ url: location.origin, token });
  const listeners = new Set<() => void>();
  const end = new AbortController();
  let view: HostView = { link: { kind: 'opening' }, known: null, progress: null, notices: [], rounds: [], turn: 0 };
  const show = (change: Partial<HostView>) => {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  };
  void follow(client, end.signal, () => view, show).catch(refused);
  return {
    client,
    view: () => view,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => end.abort(),
  };
}

async function follow(
  client: HostClient,
  signal: AbortSignal,
  view: () => HostView,
  show: (change: Partial<HostView>) => void,
): Promise<void> {
  const sleep = (ms: number, until: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      until.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(until.reason as Error);
      });
    });
  for await (const event of client.events({ signal, sleep })) {
    switch (event.kind) {
      case 'connected':
        show({ link: { kind: 'open' }, known: await client.status(signal), turn: view().turn + 1 });
        break;
      case 'lost':
        if (view().link.kind !== 'lost') show({ link: { kind: 'lost', since: Date.now() }, progress: null });
        break;
      case 'status':
        show({ known: event.data, progress: event.data.host.busy });
        break;
      case 'progress':
        show({ progress: event.data });
        break;
      case 'round':
        show({ rounds: [event.data, ...view().rounds].slice(0, roundsKept), turn: view().turn + 1 });
        break;
      case 'notice':
        show({ notices: [event.data, ...view().notices.filter(({ id }) => id !== event.data.id)] });
        break;
      case 'reset':
        show({ turn: view().turn + 1 });
        break;
    }
  }
}

export const HostContext = createContext<LiveHost | null>(null);

export function useHost(): LiveHost {
  const host = useContext(HostContext);
  if (host === null) throw new Error('outside of a session');
  return host;
}

export function useHostView(): HostView {
  const host = useHost();
  return useSyncExternalStore(host.listen, host.view);
}
