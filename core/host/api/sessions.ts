import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { digest, newToken } from './tokens.ts';

/** A browser that was let in; the token itself is with the browser alone. */
export interface KeptSession {
  /** SHA-256 of the token, in hex. */
  readonly hash: string;
  /** By the wall clock, in ms. */
  readonly openedAt: number;
}

/** Browsers that were let in with a code: a host that restarts knows them still, so that a panel comes back by itself. */
export interface Sessions {
  /** Lets another browser in: its token. */
  open(): string;
  has(token: string): boolean;
}

/** Where they are kept; what cannot be read is nobody. */
export interface SessionKeeper {
  read(): readonly KeptSession[];
  write(sessions: readonly KeptSession[]): void;
}

/** Windows, phones and boards of one person; the oldest goes first. */
const sessionsMax = 16;
/** A season: who comes back after that opens the panel with a code again. */
const sessionMsMax = 90 * 24 * 3_600_000;

export function keptSessions(keeper: SessionKeeper, clock: Pick<Clock, 'now'>, random: Random): Sessions {
  let all = keeper.read();
  const alive = () => {
    const now = clock.now();
    // A clock that was set back makes nobody a stranger; one far ahead of ours opened nothing.
    return all.filter(({ openedAt }) => Math.abs(now - openedAt) < sessionMsMax);
  };
  return {
    open() {
      const token = newToken(random);
      all = [...alive(), { hash: digest(token).toString('hex'), openedAt: clock.now() }].slice(-sessionsMax);
      keeper.write(all);
      return token;
    },
    has(token) {
      const given = digest(token);
      // Each is compared, also after a hit: how long it takes tells nothing of which.
      return alive().filter(({ hash }) => timingSafeEqual(Buffer.from(hash, 'hex'), given)).length > 0;
    },
  };
}
