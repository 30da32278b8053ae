import type { HostClient } from '../core/host/api/client.ts';
import type { HostEvent, Notice, WakeReason } from '../core/host/api/contract.ts';
import type { ActivityEntry } from '../core/host/api/moved-lines.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { HostKeeper } from './host-keeper.ts';
import { notificationModel, type Notification } from './notification-model.ts';
import type { TraySpeech } from './speech.ts';
import type { TrayAct } from './tray-menu.ts';
import type { TrayPlatform } from './tray-icon.ts';
import { trayModel, type TrayModel } from './tray-model.ts';

/** So many acts say whether another machine forced something while nobody looked. */
const actsKept = 10;
const noticesKept = 50;

export interface ShellDeskParts {
  readonly keeper: () => HostKeeper;
  readonly clock: Clock;
  readonly platform: TrayPlatform;
  readonly speech: (now: number) => TraySpeech;
  readonly window: {
    readonly show: (path: string | null) => void;
    readonly isOpen: () => boolean;
    readonly isFocused: () => boolean;
  };
  readonly told: { readonly read: () => readonly string[]; readonly keep: (told: readonly string[]) => void };
  readonly show: (model: TrayModel) => void;
  readonly notify: (notification: Notification) => void;
  readonly quit: () => void;
}

export interface ShellDesk {
  /** Something that is shown may be another thing now. */
  readonly changed: () => void;
  readonly told: (event: HostEvent | { readonly kind: 'connected' }, client: HostClient) => void;
  readonly press: (act: TrayAct) => void;
  readonly wake: (reason: WakeReason) => void;
}

/** What the shell knows of its host, turned into what is shown; and what people press, into what the host is asked. */
export function shellDesk(parts: ShellDeskParts): ShellDesk {
  const { clock } = parts;
  let notices: readonly Notice[] = [];
  let acts: readonly ActivityEntry[] = [];
  let again = new AbortController();

  function changed() {
    const now = clock.now();
    const keeper = parts.keeper();
    const sight = keeper.sight();
    const speech = parts.speech(now);
    const { platform, window } = parts;
    const [lastActivity = null] = acts;
    const facts = { isWindowOpen: window.isOpen(), isAttached: keeper.isAttached(), lastActivity };
    parts.show(trayModel(sight, { speech, now, platform, ...facts }));
    const told = parts.told.read();
    const model = notificationModel({ sight, notices, acts }, told, { speech, now, isFocused: window.isFocused() });
    if (model.told !== told) parts.told.keep(model.told);
    for (const notification of model.show) parts.notify(notification);
    again.abort();
    again = new AbortController();
    if (model.againAt !== null) clock.sleep(Math.max(model.againAt - now, 1_000), again.signal).then(changed, () => {});
  }

  /** Without an answer it stays as it was known. */
  async function askActs(client: HostClient) {
    const answer = await client.query('activity', { limit: actsKept }).catch(() => null);
    if (answer === null) return;
    acts = answer.entries;
    changed();
  }

  function told(event: HostEvent | { readonly kind: 'connected' }, client: HostClient) {
    // Whoever opens the app is here; and a host that runs by itself may have waited for what only the app opens.
    if (event.kind === 'connected') client.wake('focus').catch(() => {});
    if (event.kind === 'connected') notices = parts.keeper().sight().kind === 'known' ? noticesIn(parts.keeper()) : [];
    if (event.kind === 'notice')
      notices = [event.data, ...notices.filter(({ id }) => id !== event.data.id)].slice(0, noticesKept);
    if (event.kind === 'connected' || event.kind === 'reset' || (event.kind === 'round' && event.data.historyId))
      void askActs(client);
    if (event.kind !== 'progress') changed();
  }

  /** A host that is away at this moment cannot be asked; what it is asked to show comes back as an event. */
  function ask(question: (client: HostClient) => Promise<unknown>) {
    const client = parts.keeper().client();
    if (client !== null) question(client).catch(() => {});
  }

  function press(act: TrayAct) {
    switch (act.kind) {
      case 'wake':
        return ask((client) => client.wake('person'));
      case 'pause':
        return ask((client) => client.pause(act.forMs));
      case 'resume':
        return ask((client) => client.resume());
      case 'open':
        return parts.window.show(act.path);
      case 'start':
        return parts.keeper().startAgain();
      case 'quit':
        return parts.quit();
    }
  }

  return { changed, told, press, wake: (reason) => ask((client) => client.wake(reason)) };
}

function noticesIn(keeper: HostKeeper): readonly Notice[] {
  const sight = keeper.sight();
  return sight.kind === 'known' ? sight.status.host.notices : [];
}
