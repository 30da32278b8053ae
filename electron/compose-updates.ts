import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppUpdater } from 'electron-updater';
import type { Clock } from '../core/ports/clock.ts';
import type { TraySpeech } from './speech.ts';
import { updatesOf, type UpdateFacts, type Updates } from './updates.ts';

/** Once a day, and not in the first minute of a person's day. */
const firstLookMs = 10 * 60_000;
const lookEveryMs = 24 * 60 * 60_000;

export interface UpdateParts extends Pick<UpdateFacts, 'platform' | 'isPackaged'> {
  /** Where the asar lies. */
  readonly resources: string;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly speech: (now: number) => TraySpeech;
  readonly signal: AbortSignal;
  readonly load?: () => Promise<Pick<AppUpdater, 'checkForUpdatesAndNotify'>>;
}

/**
 * Looks for a newer app until `signal`. What it finds is fetched, told in a notification, and put in place when the app ends.
 * Where updates are off the updater is not even loaded.
 */
export async function followUpdates(parts: UpdateParts): Promise<Updates> {
  const { platform, isPackaged, resources, clock, speech, signal, load = updater } = parts;
  // Electron alone knows such a folder.
  const feed = isPackaged ? await readFile(join(resources, 'app-update.yml'), 'utf8').catch(() => null) : null;
  const updates = updatesOf({ platform, isPackaged, feed });
  if (updates.kind === 'off') return updates;
  const { text } = speech(clock.now());
  const note = { title: text('tray:update.title'), body: text('tray:update.body') };
  for (let waitMs = firstLookMs; await slept(clock, waitMs, signal); waitMs = lookEveryMs) {
    // A feed that is away, or holds nothing new: another day.
    await load()
      .then((own) => own.checkForUpdatesAndNotify(note))
      .catch(() => null);
  }
  return updates;
}

async function updater(): Promise<AppUpdater> {
  const { default: library } = await import('electron-updater');
  const own = library.autoUpdater;
  own.logger = null;
  // An older version would not read what a newer one wrote.
  own.allowDowngrade = false;
  return own;
}

/** False when it was ended. */
function slept(clock: UpdateParts['clock'], ms: number, signal: AbortSignal): Promise<boolean> {
  return clock.sleep(ms, signal).then(
    () => !signal.aborted,
    () => false,
  );
}
