import type { Machine } from '../../engine/machine.ts';
import type { DeviceId } from '../../model/ids.ts';
import type { Settings } from '../../model/settings.ts';
import type { MemoryBrowser } from '../../ports/memory-browser.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { StateStore } from '../../ports/state-store.ts';
import { labelsOf } from '../labels.ts';

/** What questions are answered from: the state of a connected home and its memory, for one answer. Nothing in it writes. */
export interface QueryDesk {
  readonly mode: 'merge' | 'mirror';
  readonly retention: Settings['retention'];
  readonly own: { readonly id: DeviceId; readonly label: string };
  readonly state: StateStore;
  readonly store: RecordStore;
  readonly now: number;
  /** The live memory, opened at the first call; null: there is none. Faults: those of the source. */
  memory(): Promise<MemoryBrowser | null>;
  /** Names the project, and this device in it. */
  readonly scope: string;
  /** Where the other devices tell of themselves: asked for boards alone, and never written to. Faults: `passphrase-needed`. */
  vault(): Promise<Vault>;
  /** Equal as long as nobody wrote to memory or state. */
  seen(): Promise<string>;
}

export type Vault = Pick<Machine, 'remote' | 'seal'>;

/** A device as people know it. */
export interface ShownDevice {
  readonly id: string;
  readonly label: string;
}

/** What people call a device. */
export function shownDevice({ store, own }: Pick<QueryDesk, 'store' | 'own'>, id: DeviceId): ShownDevice {
  if (id === own.id) return own;
  const told = labelsOf({ store }, [id])[0] ?? id;
  return { id, label: told.slice(0, labelCharsMax) };
}

/** `label` of the contract. */
const labelCharsMax = 400;
