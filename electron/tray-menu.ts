import { actWord, movedLines, type ActivityEntry } from '../core/host/api/moved-lines.ts';
import { mannerOf, placeOf } from '../core/host/api/state-manner.ts';
import { pauses } from '../core/model/pauses.ts';
import type { HostSight, SightTold } from './host-sight.ts';
import { cutLine, menuCharsMax, plainLine } from './plain-words.ts';
import type { TraySpeech } from './speech.ts';
import type { TrayPlatform } from './tray-icon.ts';

/** What the shell knows beside its host. */
export interface TrayFacts {
  readonly speech: TraySpeech;
  /** Wall clock, ms. */
  readonly now: number;
  readonly platform: TrayPlatform;
  readonly isWindowOpen: boolean;
  /** The host runs without us: whoever quits the tray leaves it at work. */
  readonly isAttached: boolean;
  /** The newest act of the history; null where there is none, or nobody has asked yet. */
  readonly lastActivity: ActivityEntry | null;
}

/** What a press asks of the shell. `path`: of the panel; null leaves an open window where it is. */
export type TrayAct =
  | { readonly kind: 'wake' }
  | { readonly kind: 'pause'; readonly forMs: number | null }
  | { readonly kind: 'resume' }
  | { readonly kind: 'open'; readonly path: string | null }
  /** Starts our host once more. */
  | { readonly kind: 'start' }
  | { readonly kind: 'quit' };

export interface TrayPress {
  readonly kind: 'press';
  readonly label: string;
  readonly act: TrayAct;
  /** Why it can do nothing now, in a sentence; null while it can. */
  readonly because: string | null;
  /** As Electron writes it; left out where the system shows none in such a menu. */
  readonly accelerator?: string;
}

/** A label goes to the system as it is: `&` is doubled already. */
export type TrayItem =
  | { readonly kind: 'line'; readonly label: string }
  | { readonly kind: 'separator' }
  | TrayPress
  | {
      readonly kind: 'submenu';
      readonly label: string;
      readonly because: string | null;
      readonly items: readonly TrayPress[];
    };

const separator = { kind: 'separator' } as const;

/** What is, what helps, what can be asked for, and the way out. */
export function trayMenu(sight: HostSight, told: SightTold, facts: TrayFacts): readonly TrayItem[] {
  const { speech, isWindowOpen, isAttached, platform } = facts;
  // Only there such keys work while the menu is open; elsewhere to show them would promise something.
  const withKeys = platform === 'darwin';
  const open = isWindowOpen ? press(speech.text('tray:show'), null) : press(speech.text('tray:open'), '/');
  const settings = press(speech.text('views.settings'), '/settings', notToAsk(sight, told));
  const quit = speech.text(isAttached ? 'tray:leave' : 'tray:quit');
  return [
    { kind: 'line', label: menuLabel(told.sentence) },
    ...helpsNow(sight, told, facts),
    separator,
    { kind: 'press', label: speech.text('actions.sync'), act: { kind: 'wake' }, because: notToSync(sight, told) },
    pauseItem(sight, told, facts),
    lastItem(sight, told, facts),
    press(speech.text('actions.forcePush'), '/force-push', notToForce(sight, told)),
    separator,
    open,
    withKeys ? { ...settings, accelerator: 'Command+,' } : settings,
    separator,
    {
      kind: 'press',
      label: quit,
      act: { kind: 'quit' },
      because: null,
      ...(withKeys && { accelerator: 'Command+Q' }),
    },
  ];
}

function press(label: string, path: string | null, because: string | null = null): TrayPress {
  return { kind: 'press', label: menuLabel(label), act: { kind: 'open', path }, because };
}

/** The one press that a state calls for, where it is not among the usual ones. */
function helpsNow(sight: HostSight, { shown, why }: SightTold, { speech }: TrayFacts): TrayItem[] {
  if (sight.kind === 'stopped') {
    return [{ kind: 'press', label: speech.text('tray:start'), act: { kind: 'start' }, because: null }];
  }
  const { action } = mannerOf(shown, why);
  switch (action) {
    case 'conflicts':
    case 'doctor':
    case 'connect':
    case 'review':
      return [press(speech.text(`actions.${action}`), placeOf[action])];
    case 'sync':
    case 'busy':
    case 'resume':
    case 'none':
      return [];
  }
}

function pauseItem(sight: HostSight, told: SightTold, { speech }: TrayFacts): TrayItem {
  if (sight.kind === 'known' && sight.status.host.pausedUntil !== null) {
    return { kind: 'press', label: speech.text('actions.resume'), act: { kind: 'resume' }, because: null };
  }
  return {
    kind: 'submenu',
    label: speech.text('tray:pause'),
    because: sight.kind === 'known' && isConnected(sight) ? null : told.sentence,
    items: pauses.map(([name, forMs]) => ({
      kind: 'press',
      label: speech.text(`pauses.${name}`),
      act: { kind: 'pause', forMs },
      because: null,
    })),
  };
}

function lastItem(sight: HostSight, told: SightTold, { lastActivity, speech }: TrayFacts): TrayItem {
  if (lastActivity === null) return { kind: 'line', label: speech.text('tray:lastNone') };
  const moved = movedLines(lastActivity, speech.text, new Intl.ListFormat(speech.language));
  const what = moved.length === 0 ? actWord(lastActivity.act, speech.text) : moved.join(' ');
  const label = speech.text('tray:last', { time: speech.time(lastActivity.at), what });
  return press(label, '/activity', notToAsk(sight, told));
}

/** Views are made of the host's answers. Home is always opened: it says itself that nobody answers. */
function notToAsk(sight: HostSight, { sentence }: SightTold): string | null {
  return sight.kind === 'known' ? null : sentence;
}

/** While paused, on battery or away a press still looks: a person knows why they press. */
function notToSync(sight: HostSight, { shown, sentence }: SightTold): string | null {
  return sight.kind === 'known' && isConnected(sight) && shown !== 'syncing' ? null : sentence;
}

/** It needs a memory here and a store that answers; who else works there is shown before anything is done. */
function notToForce(sight: HostSight, { shown, sentence }: SightTold): string | null {
  const status = sight.kind === 'known' && isConnected(sight) ? sight.status.status : null;
  return status !== null && status.source.exists && shown !== 'offline' ? null : sentence;
}

function isConnected({ status: { host } }: Extract<HostSight, { kind: 'known' }>): boolean {
  return !(host.state === 'setup' && host.why === 'not-connected');
}

/** One line, and no letter of it a key to press. */
function menuLabel(text: string): string {
  return cutLine(plainLine(text), menuCharsMax).replaceAll('&', '&&');
}
