import { isFault, type MembridgeError } from '../model/errors.ts';
import type { LoopPolicy } from '../model/loop.ts';
import type { Logger } from '../ports/logger.ts';
import type { Watcher } from '../ports/watcher.ts';
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
  stop(): Promise<void>;
}

/** Faults: those of `settings`, at the start only; later the settings that were read last stay. */
export async function keepLoop(parts: KeeperParts): Promise<LoopKeeper> {
  let settings = await parts.settings();
  let isStopped = false;
  const begin = () =>
    startLoop({
      ...parts.loop,
      policy: settings.policy,
      watchers: parts.watchers(settings.sourcePath),
      watcherFailed: (error) => parts.log.warn('watcher.failed', { error }),
    });
  parts.connected(settings.connection);
  let loop = begin();

  const replaceLoop = async () => {
    const old = loop;
    const { pause } = old.state();
    await old.stop();
    if (isStopped || loop !== old) return;
    loop = begin();
    if (pause !== null) loop.pause(pause.kind === 'until' ? pause.wallMs : null);
  };

  return {
    loop: () => loop,
    settings: () => settings,
    async refresh() {
      const before = settings;
      try {
        settings = await parts.settings();
      } catch (error) {
        if (isFault(error)) return error;
        throw error;
      }
      if (settings.all === before.all) return null;
      parts.connected(settings.connection);
      await parts.settingsChanged();
      if (settings.sourcePath !== before.sourcePath) {
        // Not waited for: the round that asks is one of the old loop's, which waits for it.
        replaceLoop().catch((error: unknown) => parts.log.error('loop.failed', { error }));
      } else if (JSON.stringify(settings.policy) !== JSON.stringify(before.policy)) loop.policy(settings.policy);
      return null;
    },
    async stop() {
      isStopped = true;
      await loop.stop();
    },
  };
}
