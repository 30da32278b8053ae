import { networkInterfaces } from 'node:os';
import type { Watcher } from '../ports/watcher.ts';

/** Offline somebody waits for the network: a look costs microseconds, and none is made online. */
const tickMsOffline = 10_000;

/**
 * While the remote is out of reach, sees that this machine's addresses changed (a cable, a wireless network, a VPN) and
 * wakes with `network`. That the network went away wakes nobody.
 */
export function networkWatcher(interfaces: typeof networkInterfaces = networkInterfaces): Watcher {
  return {
    async start(wake) {
      /** Null while online. */
      let seen: ReadonlySet<string> | null = null;
      return {
        tickMs: () => (seen === null ? null : tickMsOffline),
        look() {
          if (seen === null) return;
          const now = addressesOf(interfaces());
          const isNew = [...now].some((address) => seen?.has(address) === false);
          seen = now;
          if (isNew) wake('network');
        },
        setOffline(isOffline) {
          seen = isOffline ? addressesOf(interfaces()) : null;
        },
        close: async () => {},
      };
    },
  };
}

/** Where others can reach this machine: loopback is always there and says nothing. */
function addressesOf(found: ReturnType<typeof networkInterfaces>): ReadonlySet<string> {
  const addresses = Object.entries(found).flatMap(([name, list]) =>
    (list ?? []).filter(({ internal }) => !internal).map(({ address }) => `${name} ${address}`),
  );
  return new Set(addresses);
}
