import { z } from 'zod';

/** Text that a person is shown in one line; it was checked for control characters when it was read. */
const shown = z.string().max(200);
/** An id of core/model/tune/ids.ts, or one that a later Membridge has and we do not: shown as it is. */
const word = z.string().max(40);
const bytes = z.int().min(0);

/** More machines than anybody has boards; the others are left out and the list says so. */
const boardsMax = 200;

const board = z.object({
  /** The device's id, as `status` lists it under `devices`. */
  id: z.string().max(100),
  /** The start of the id where nobody told how people call it. */
  label: z.string().max(400),
  /** When it was told, by that machine's clock: daily at most, so up to a week old where nothing changed. */
  at: z.int().min(0),
  /** The board's or the PC's name; null: it does not tell, as a laptop with macOS. */
  board: shown.nullable(),
  /** What people read, for example `Debian GNU/Linux 13 (trixie)`. */
  distribution: shown.nullable(),
  memoryBytes: bytes.nullable(),
  /** What the root file system lies on: `sd`, `emmc`, `nvme`, `usb`, `disk`, `virtual`, `network`, `unknown`. */
  storage: word.nullable(),
  /** Swap in compressed memory, all devices together; `unknown` where nobody can tell who set it up. */
  zram: z.object({ owner: word, sizeBytes: bytes }).nullable(),
  /** Of the tuning that stands there: `0.5gb`, `1gb` …; null: none. */
  profile: word.nullable(),
});

/** What the other machines told of their boards (`GET /api/boards`), by label. The store is asked for it, once a minute at most. */
export const boards = {
  params: z.strictObject({}),
  answer: z.object({
    boards: z.array(board).max(boardsMax),
    /** There are more. */
    isCut: z.boolean(),
    /** The store could not be asked just now: this is what it told before. */
    isStale: z.boolean(),
  }),
};

/** One machine as the panel is told of it. */
export type ShownBoard = z.infer<typeof board>;
