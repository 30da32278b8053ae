import { mattersOf, type MatterButton, type MattersSeen } from './matters.ts';
import { cutLine, plainLine } from './plain-words.ts';
import type { TraySpeech } from './speech.ts';

/** What every system shows of it; a longer body is cut without a mark by some. */
const titleCharsMax = 120;
const bodyCharsMax = 200;
/** An id is at most 200 characters: what was told before these is long over. */
export const toldMax = 200;

export interface Notification {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** The first one is what a press beside the buttons does. */
  readonly buttons: readonly [MatterButton, ...MatterButton[]];
}

export interface NotificationFacts {
  readonly speech: TraySpeech;
  /** Wall clock, ms. */
  readonly now: number;
  /** The panel is before this person: it says all this itself. */
  readonly isFocused: boolean;
}

export interface NotificationModel {
  readonly show: readonly Notification[];
  /** Ids of what was told, oldest first: to be kept over restarts. The very `told` that was given if nothing changed. */
  readonly told: readonly string[];
  /** When to ask again although nothing happens (wall clock, ms): something that lasts till then needs a person. */
  readonly againAt: number | null;
}

/** Which notifications are due: only what needs a person, each once, none while the window has the focus. Pure. */
export function notificationModel(
  seen: MattersSeen,
  told: readonly string[],
  { speech, now, isFocused }: NotificationFacts,
): NotificationModel {
  const matters = mattersOf(seen, speech, now);
  const open = isWell(seen) ? told.filter((id) => !isOfState(id)) : told;
  const isNew = ({ id }: { readonly id: string }) => !open.includes(id);
  const due = matters.filter(({ at }) => at <= now).filter(isNew);
  const waiting = matters.filter(({ at }) => at > now).filter(isNew);
  const isSame = due.length === 0 && open.length === told.length;
  return {
    show: isFocused ? [] : due.map(({ id, title, body, buttons }) => ({ id, ...words(title, body), buttons })),
    told: isSame ? told : [...open, ...due.map(({ id }) => id)].slice(-toldMax),
    againAt: waiting.length === 0 ? null : Math.min(...waiting.map(({ at }) => at)),
  };
}

/** Commands stand in quotes that only the panel sets as such. */
function words(title: string, body: string) {
  return {
    title: cutLine(plainLine(title), titleCharsMax),
    body: cutLine(plainLine(body.replaceAll('`', '')), bodyCharsMax),
  };
}

/** Seen to be over. Other states may only lie over it: offline with a conflict is still a conflict. */
function isWell({ sight }: MattersSeen): boolean {
  if (sight.kind !== 'known') return false;
  const { host, status } = sight.status;
  const isQuiet = host.state === 'in-sync' || host.state === 'pending';
  return isQuiet && status?.state !== 'conflict' && status?.state !== 'braked';
}

/** Such a matter lasts as long as the state does: the next time it is another one. */
function isOfState(id: string): boolean {
  return /^(conflict$|stopped$|braked:|trouble:)/.test(id);
}
