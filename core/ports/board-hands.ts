import type { Moment } from '../model/tune/act.ts';
import type { BoardTree } from '../model/tune/tree.ts';

/** Everything that tuning does to a machine. Each act may be repeated; a fault is thrown, and then it may be half done. */
export interface BoardHands {
  /** The machine as it is now, anew at each look. */
  readonly tree: BoardTree;
  /** Units are only listed: nothing runs from this tree. */
  readonly isListed: boolean;
  moment(): Moment;
  /** Whole or not at all, and on the disk when it returns. */
  writeJournal(text: string): void;
  makeFolder(path: string): void;
  /** Leaves what is not empty. */
  removeFolder(path: string): void;
  /** Whole or not at all, with exactly this mode, and on the disk when it returns. */
  writeFile(path: string, text: string, mode: number): void;
  removeFile(path: string): void;
  /** Sets a kernel setting; the kernel then sets `zeroes` to 0 by itself. */
  setKey(key: string, value: number, zeroes: string | null): void;
  /** The guard of core/model/tune/guard.ts: unit, link, timer. Its folder is there. */
  arm(id: string): Promise<void>;
  disarm(): Promise<void>;
  reload(): Promise<void>;
  /** `algorithm` not null: the kernel is told to compress zram0 with it while the unit is stopped; its owner may say otherwise. */
  restart(unit: string, algorithm: string | null): Promise<void>;
}
