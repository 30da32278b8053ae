import { isFault, type MembridgeError } from '../model/errors.ts';
import type { LoopPolicy } from '../model/loop.ts';
import type { Logger } from '../ports/logger.ts';
import type { Watcher } from '../ports/watcher.ts';
import { loopSuccession } from './loop-succession.ts';
import { startLoop, type Loop, type LoopParts } from './loop.ts';

/** What the settings say to the host. */
export interface HostSettings {
  readonly policy: LoopPolicy;
  /** Names the connection; null before `init`. Another name: everything that was known is worthless. */
  readonly connection: string | null;
  /** The memory's file, or where it would be. */
  readonly sourcePath: string;
  /** Everything that is set: another text means that something is. */
  readonly all: string;
}

export interface KeeperParts {
  readonly log: Logger;
  /** Cheap: asked before each round. Faults: `settings-unreadable`. */
  settings(): Promise<HostSettings>;
  watchers(sourcePath: string): readonly Watcher[];
  readonly loop: Omit<LoopParts, 'policy' | 'watchers' | 'watcherFailed'>;
  /** Something else is set: what was opened by the old settings is to be opened anew. */
  settingsChanged(): Promise<void>;
  /** Told what the settings say, at the start and after each change. */
  connected(connection: string | null): void;
}

/** The loop that fits the settings of this moment. */
export interface LoopKeeper {
  loop(): Loop;
  settings(): HostSettings;
  /** Reads the settings again: another policy goes to the loop, another memory needs another loop. Null: they were read. */
  refresh(): Promise<MembridgeError | null>;
  /** As the loop's own, whichever loop comes meanwhile. */
  stepAside(): Promise<() => void>;
  stop(): Promise<void>;
}

/** Faults: those of `settings`, at the start only; later the settings that were read last stay. */
export async function keepLoop(parts: KeeperParts): Promise<LoopKeeper> {
  let settings = await parts.settings();
  /** Those that the loop goes by. */
  let fitted = settings;
  let isStopped = false;
  parts.connected(settings.connection);
  const loops = loopSuccession(() =>
    startLoop({
      ...parts.loop,
      policy: settings.policy,
      watchers: parts.watchers(settings.sourcePath),
      watcherFailed: (error) => parts.log.warn('watcher.failed', { error }),
    }),
  );
  /** Gives the loop what is set by now. */
  const fit = () => {
    const was = fitted;
    fitted = settings;
    if (isStopped) return;
    if (settings.sourcePath !== was.sourcePath) return loops.replace();
    if (JSON.stringify(settings.policy) !== JSON.stringify(was.policy)) loops.loop().policy(settings.policy);
    // Looks that were had before, at nothing or at another place, do not count.
    if (settings.connection !== null && settings.connection !== was.connection) loops.loop().wake('start');
  };

  const adopt = async (next: HostSettings) => {
    const isOther = next.all !== settings.all;
    settings = next;
    if (!isOther) return;
    parts.connected(next.connection);
    try {
      await parts.settingsChanged();
    } finally {
      fit();
    }
  };

  return {
    loop: loops.loop,
    settings: () => settings,
    async refresh() {
      try {
        await adopt(await parts.settings());
        return null;
      } catch (error) {
        if (isFault(error)) return error;
        throw error;
      }
    },
    stepAside: loops.stepAside,
    async stop() {
      isStopped = true;
      await loops.stop();
    },
  };
}
