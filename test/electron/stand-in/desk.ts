/** What a person would see and do at this machine: told to the test, and done for it. */
import type { EventEmitter } from 'node:events';

/** A menu as it was given to the system. */
export interface SeenItem {
  readonly type: string;
  readonly label: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly items: readonly SeenItem[];
}

export interface SeenWindow {
  readonly url: string;
  readonly isVisible: boolean;
  readonly isFocused: boolean;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Seen {
  readonly tray: { readonly icon: string; readonly tooltip: string; readonly menu: readonly SeenItem[] } | null;
  /** How many icons were made. */
  readonly traysMade: number;
  /** Every picture with its words, in their order: some are there for a moment. */
  readonly trayTold: readonly string[];
  /** And when, by the wall clock, ms. */
  readonly trayToldAt: readonly number[];
  readonly menu: readonly SeenItem[];
  readonly notifications: readonly {
    readonly title: string;
    readonly body: string;
    readonly actions: readonly string[];
  }[];
  readonly windows: readonly SeenWindow[];
  /** Of utility processes, in the order in which they were started. */
  readonly pids: readonly number[];
  readonly calls: readonly string[];
  readonly browser: string | null;
}

/** What the test asks for. */
export type Wish =
  | { readonly kind: 'look' }
  | { readonly kind: 'press'; readonly menu: 'tray' | 'app'; readonly labels: readonly string[] }
  | { readonly kind: 'open-menu' }
  | { readonly kind: 'notification'; readonly index: number; readonly action: number | null }
  | { readonly kind: 'emit'; readonly from: string; readonly event: string }
  | { readonly kind: 'set'; readonly name: 'idleSeconds' | 'isOnline' | 'isDark'; readonly value: number | boolean }
  | { readonly kind: 'close-window' }
  | { readonly kind: 'fetch'; readonly url: string; readonly init: RequestInit }
  /** What a page of the window asks the guards of. */
  | { readonly kind: 'navigate'; readonly event: string; readonly url: string }
  | { readonly kind: 'permission'; readonly permission: string };

/** The machine as it stands; parts of the stand-in write into it. */
export const machine = {
  idleSeconds: 0,
  isOnline: true,
  isDark: false,
  calls: [] as string[],
  pids: [] as number[],
  browser: null as string | null,
  /** What has to be over before the process is. */
  endings: new Set<() => Promise<void>>(),
  emitters: new Map<string, EventEmitter>(),
};

export function called(name: string, ...args: readonly unknown[]): void {
  machine.calls.push([name, ...args.map((arg) => JSON.stringify(arg))].join(' '));
}
