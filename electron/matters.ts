import { mannerOf, placeOf } from '../core/host/api/state-manner.ts';
import type { ActivityEntry } from '../core/host/api/moved-lines.ts';
import type { Notice } from '../core/host/api/contract.ts';
import { toldOf, type HostSight } from './host-sight.ts';
import type { TraySpeech } from './speech.ts';
import type { TrayAct } from './tray-menu.ts';

/** What comes right within this needs nobody. */
export const patienceMs = 10 * 60_000;
/** What another machine did before that was there to be seen long ago, in the panel and in the history. */
export const freshMs = 24 * 3_600_000;

/** Something that waits for a person. */
export interface Matter {
  /** The same matter keeps its id, over restarts too. */
  readonly id: string;
  /** It is one from here on (wall clock, ms): what lasts shorter than that comes right by itself. */
  readonly at: number;
  readonly title: string;
  readonly body: string;
  /** The first one is what a press beside the buttons does. */
  readonly buttons: readonly [MatterButton, ...MatterButton[]];
}

export interface MatterButton {
  readonly text: string;
  readonly act: TrayAct;
}

/** What the shell has seen of its host. */
export interface MattersSeen {
  readonly sight: HostSight;
  /** As the host told them, once each. */
  readonly notices: readonly Notice[];
  /** The newest acts of the history, newest first; asked for after a round that moved something. */
  readonly acts: readonly ActivityEntry[];
}

/** All that waits for a person now or will if it lasts, in words. Work that goes as it should is none. */
export function mattersOf({ sight, notices, acts }: MattersSeen, speech: TraySpeech, now: number): readonly Matter[] {
  return [
    ...ofState(sight, speech, now),
    ...notices.flatMap((notice) => ofNotice(notice, acts, speech)),
    ...(sight.kind === 'known' && sight.status.status?.mode === 'merge' ? ofActs(acts, speech, now) : []),
  ];
}

function ofState(sight: HostSight, speech: TraySpeech, now: number): Matter[] {
  const { shown, why, sentence, next } = toldOf(sight, speech, now);
  const matter = (id: string, at: number, button: MatterButton): Matter[] => [
    { id, at, title: sentence, body: next ?? '', buttons: [button] },
  ];
  if (sight.kind === 'stopped') {
    return matter('stopped', sight.since, { text: speech.text('tray:start'), act: { kind: 'start' } });
  }
  if (sight.kind !== 'known') return [];
  const { since } = sight.status.host;
  const { action } = mannerOf(shown, why);
  if (action === 'conflicts') return matter('conflict', since, opening(speech.text('actions.conflicts'), action));
  if (action === 'review') return matter(`braked:${why}`, since, opening(speech.text('actions.review'), action));
  if (shown !== 'error' && !(shown === 'offline' && wantsPerson.has(why))) return [];
  return matter(`trouble:${shown}:${why}`, since + patienceMs, opening(speech.text('actions.doctor'), 'doctor'));
}

/** A store that is away comes back; these do not come right by waiting. */
const wantsPerson: ReadonlySet<string> = new Set(['remote-denied', 'remote-full', 'remote-missing']);

function opening(text: string, action: keyof typeof placeOf): MatterButton {
  return { text, act: { kind: 'open', path: placeOf[action] } };
}

/** Other notices, such as a machine that has not been seen, wait in the panel. */
function ofNotice({ id, at, code, data }: Notice, acts: readonly ActivityEntry[], speech: TraySpeech): Matter[] {
  if (code === 'stuck') {
    const since = typeof data['since'] === 'number' ? data['since'] : at;
    const title = speech.text('notices.stuck', { ago: speech.ago(since) });
    const body = speech.text('tray:notes.stuckNext');
    return [{ id, at, title, body, buttons: [opening(speech.text('actions.doctor'), 'doctor')] }];
  }
  if (code !== 'forced') return [];
  const label = typeof data['label'] === 'string' ? data['label'] : speech.text('devices.another');
  // Taken already, it is what an undo would take back.
  const [newest] = acts;
  return [forced(id, at, label, newest?.act === 'forced-by-other' ? newest : null, speech)];
}

/** In merge mode a force of another machine is known by what it did here. */
function ofActs(acts: readonly ActivityEntry[], speech: TraySpeech, now: number): Matter[] {
  const names = new Intl.ListFormat(speech.language);
  return acts
    .filter(({ act, at }) => act === 'forced-by-other' && now - at < freshMs)
    .map((entry) => {
      const label = entry.from.length === 0 ? speech.text('devices.another') : names.format(entry.from);
      return forced(`forced-act:${entry.id}`, entry.at, label, entry, speech);
    });
}

function forced(id: string, at: number, label: string, taken: ActivityEntry | null, speech: TraySpeech): Matter {
  const path = taken === null ? '/history' : `/activity/${taken.id}`;
  const look: MatterButton = { text: speech.text('tray:notes.look'), act: { kind: 'open', path } };
  // The panel asks first: it shows what would be taken back.
  const undo: MatterButton[] = taken?.undoable ? [{ text: speech.text('actions.undoAsk'), act: look.act }] : [];
  return {
    id,
    at,

    title: speech.text('notices.forced', { label }),
    body: speech.text('tray:notes.forcedNext'),
    buttons: [look, ...undo],
  };
}
