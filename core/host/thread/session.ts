import type { MembridgeError } from '../../model/errors.ts';
import { compose, type Composed } from '../compose.ts';
import type { Tools } from '../compose/tools.ts';

/** What the rounds of one session remember; gone with it. */
export interface SessionMemory {
  /** Word for how the last round ended: `done`, or the code of its fault; null before the first. */
  outcome: string | null;
  /** By the wall clock; what `status` shows as the last sync, noted when the session ends. */
  lookedAt: number | null;
  /** How source and remote looked before the last round, and what it came to; null where it may come to more. */
  settled: { readonly seen: string; readonly fault: MembridgeError | null; readonly atMs: number } | null;
}

/** The machine of this home, open with its locks held from one round to the next. */
export interface Session {
  /** Opens it if need be. Faults: those of compose, among them `not-connected`, `home-busy`, `source-busy`. */
  open(): Promise<{ readonly composed: Composed; readonly memory: SessionMemory }>;
  /** Frees the locks of home and source. Idempotent. */
  close(): void;
}

/** Opened at the first round and kept: an idle look then costs one request, and no file is made or removed for it. */
export function session(homePath: string, tools: Tools): Session {
  let current: { readonly composed: Composed; readonly memory: SessionMemory } | null = null;
  return {
    async open() {
      current ??= {
        composed: await compose(homePath, 'change', tools),
        memory: { outcome: null, lookedAt: null, settled: null },
      };
      return current;
    },
    close() {
      const ending = current;
      current = null;
      if (ending === null) return;
      try {
        noteLastLook(ending.composed, ending.memory);
      } finally {
        ending.composed.close();
      }
    },
  };
}

/** Looks that found nothing were not noted one by one. */
function noteLastLook({ machine: { state } }: Composed, { lookedAt }: SessionMemory): void {
  const [at, outcome] = (state.note('last-sync') ?? '').split(' ');
  if (lookedAt === null || outcome === undefined || lookedAt <= Number(at)) return;
  state.setNote('last-sync', `${lookedAt} ${outcome}`);
}
