import { stateWordSchema } from '../../core/host/api/contract.ts';
import type { StateWord, Status } from '../../core/model/status.ts';
import type { HostSight } from '../../electron/host-sight.ts';
import type { Language } from '../../electron/speech.ts';
import { trayModel } from '../../electron/tray-model.ts';
import en from '../../resources/translations/en.json' with { type: 'json' };
import { drawn, facts, known, minuteMs, now } from './tray-scene.ts';

/** One state of the host, paused or not. */
export interface Case {
  readonly name: string;
  readonly sight: (isPaused: boolean) => HostSight;
}

/** A reason that each state usually has. */
const usualWhy: Readonly<Record<StateWord, string>> = {
  'in-sync': 'in-sync',
  pending: 'pending',
  syncing: 'sync',
  offline: 'remote-unreachable',
  paused: 'until-resumed',
  locked: 'lease-held',
  conflict: 'conflict',
  braked: 'brake-records',
  error: 'error',
  setup: 'not-connected',
};

const lease = {
  holder: '2'.repeat(32),
  label: 'nano-pi',
  since: now - minuteMs,
  expires: now + minuteMs,
  purpose: 'push',
};

function seenIn(state: StateWord): Partial<Status> {
  switch (state) {
    case 'pending':
    case 'offline':
      return { pending: { records: 12 } };
    case 'locked':
      return { lease };
    case 'in-sync':
    case 'syncing':
    case 'paused':
    case 'conflict':
    case 'braked':
    case 'error':
    case 'setup':
      return {};
  }
}

function caseOf(state: StateWord, why: string): Case {
  return {
    name: `${state} (${why})`,
    sight(isPaused) {
      const pausedUntil = why === 'until-resumed' ? why : isPaused || why === 'for-a-time' ? now + 30 * minuteMs : null;
      const offlineSince = state === 'offline' ? now - 25 * minuteMs : null;
      const sight = known({ state, why, pausedUntil, offlineSince }, seenIn(state));
      if (sight.kind !== 'known' || state !== 'setup' || why !== 'not-connected') return sight;
      return { kind: 'known', status: { ...sight.status, status: null } };
    },
  };
}

const away: readonly Case[] = [
  { name: 'host starting', sight: () => ({ kind: 'starting' }) },
  { name: 'host restarting', sight: () => ({ kind: 'restarting', since: now - minuteMs }) },
  { name: 'host stopped', sight: () => ({ kind: 'stopped', since: now - minuteMs }) },
  { name: 'host lost', sight: () => ({ kind: 'lost', since: now - minuteMs }) },
];

/** Every state once, with its usual reason, and every way of a host to be away. */
export const states: readonly Case[] = [
  ...stateWordSchema.options.map((state) => caseOf(state, usualWhy[state])),
  ...away,
];

/** Every reason that the translations have words for. */
export const reasons: readonly Case[] = stateWordSchema.options.flatMap((state) => {
  const words = en.state[state];
  // What in-sync has words for is how far the others are, not a reason.
  const whys = state === 'in-sync' || !('why' in words) ? [] : Object.keys(words.why);
  return whys.filter((why) => why !== usualWhy[state]).map((why) => caseOf(state, why));
});

const variants = [
  { name: 'window open', isWindowOpen: true, isPaused: false },
  { name: 'paused', isWindowOpen: false, isPaused: true },
  { name: 'window open, paused', isWindowOpen: true, isPaused: true },
] as const;

/** All states × languages × window open or closed × paused or not: the first whole, of the others what differs. */
export function trayTable(): string {
  const blocks = (['en', 'uk'] as const).flatMap((language) => [
    ...states.map((each) => block(each, language)),
    attachedBlock(language),
    `## ${language}: other reasons\n${reasons.map((each) => reasonLine(each, language)).join('\n')}`,
  ]);
  return `${blocks.join('\n\n')}\n`;
}

function block({ name, sight }: Case, language: Language): string {
  const lines = (isWindowOpen: boolean, isPaused: boolean) => {
    const { icon, tooltip, menu } = trayModel(sight(isPaused), facts(language, { isWindowOpen }));
    return [`icon ${icon}`, `tooltip ${tooltip}`, ...drawn(menu)];
  };
  const first = lines(false, false);
  const others = variants.flatMap((variant) => {
    const shown = lines(variant.isWindowOpen, variant.isPaused);
    const gone = first.filter((line) => !shown.includes(line)).map((line) => `- ${line}`);
    const come = shown.filter((line) => !first.includes(line)).map((line) => `+ ${line}`);
    return [`~ ${variant.name}`, ...gone, ...come];
  });
  return [`## ${language}: ${name}`, ...first, ...others].join('\n');
}

/** Somebody else's host, as a service is: it stays when the tray goes. */
function attachedBlock(language: Language): string {
  const { icon, tooltip, menu } = trayModel(known(), facts(language, { isAttached: true }));
  return [`## ${language}: in-sync, attached`, `icon ${icon}`, `tooltip ${tooltip}`, ...drawn(menu)].join('\n');
}

function reasonLine({ name, sight }: Case, language: Language): string {
  const { icon, tooltip, menu } = trayModel(sight(false), facts(language));
  return [name, icon, tooltip, ...drawn(menu.slice(0, 2), '').filter((line) => line.startsWith('['))].join(' | ');
}
