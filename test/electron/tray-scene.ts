import type { HostPart, HostStatus } from '../../core/host/api/contract.ts';
import type { ActivityEntry } from '../../core/host/api/moved-lines.ts';
import type { Status } from '../../core/model/status.ts';
import type { HostSight } from '../../electron/host-sight.ts';
import { speechOf, type Language } from '../../electron/speech.ts';
import type { TrayFacts, TrayItem } from '../../electron/tray-menu.ts';
import { sampleStatus } from '../host/sample-status.ts';

// Golden times are of one zone wherever the tests run; set before the first time is written.
process.env['TZ'] = 'UTC';

/** 21 Nov 2026, 14:05:30 UTC. */
export const now = Date.UTC(2026, 10, 21, 14, 5, 30);
export const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const laptop = '1'.repeat(32);
const desk = '2'.repeat(32);

const devices: Status['devices'] = [
  { id: laptop, label: 'laptop', lastSeen: now - minuteMs, behind: 0, finding: null },
  { id: desk, label: 'nano-pi', lastSeen: now - 12 * minuteMs, behind: 0, finding: null },
];

/** What a host says; `more` is laid over what it last saw. */
export function said(host: Partial<HostPart> = {}, more: Partial<Status> = {}): HostStatus {
  const where = 'https://nas.local:9000/memories';
  return {
    status: sampleStatus({
      devices,
      remote: { kind: 's3', where, grade: 'A', reachable: true, encryption: 'age' },
      ...more,
    }),
    host: {
      version: '0.1.0',
      pid: 4_242,
      startedAt: now - 26 * hourMs,
      state: 'in-sync',
      why: 'in-sync',
      since: now - hourMs,
      pausedUntil: null,
      busy: null,
      offlineSince: null,
      lastLookAt: now - minuteMs,
      nextLookAt: now + minuteMs,
      isStale: false,
      notices: [],
      ...host,
    },
  };
}

export function known(host: Partial<HostPart> = {}, more: Partial<Status> = {}): HostSight {
  return { kind: 'known', status: said(host, more) };
}

export const came: ActivityEntry = {
  id: 12,
  at: now - 20 * minuteMs,
  act: 'merge',
  from: ['nano-pi'],
  published: 0,
  applied: 14,
  removed: 0,
  bytes: 12_000,
  undoable: true,
  undoes: null,
};

const speeches = { en: speechOf('en', ['en-GB']), uk: speechOf('uk', ['uk-UA']) };

export function speaking(language: Language) {
  return speeches[language](now);
}

export function facts(language: Language, more: Partial<TrayFacts> = {}): TrayFacts {
  return {
    speech: speaking(language),
    now,
    platform: 'linux',
    isWindowOpen: false,
    isAttached: false,
    lastActivity: came,
    ...more,
  };
}

/** A menu as lines of text; what a press asks for, or why it can do nothing. */
export function drawn(items: readonly TrayItem[], indent = '  '): string[] {
  return items.flatMap((item) => {
    switch (item.kind) {
      case 'line':
        return [`${indent}${item.label}`];
      case 'separator':
        return [`${indent}────`];
      case 'submenu':
        return [
          `${indent}[${item.label} ▸]${item.because === null ? '' : ` off: ${item.because}`}`,
          ...drawn(item.items, `${indent}    `),
        ];
      case 'press': {
        const { kind, ...rest } = item.act;
        const detail = Object.values(rest).join(' ');
        const keys = item.accelerator === undefined ? '' : ` ${item.accelerator}`;
        const does = item.because === null ? `-> ${`${kind} ${detail}`.trim()}` : `off: ${item.because}`;
        return [`${indent}[${item.label}]${keys} ${does}`];
      }
    }
  });
}
