import { z } from 'zod';
import { fail } from './errors.ts';
import { deviceIdSchema, instantSchema, type DeviceId, type Instant } from './ids.ts';
import { encodeStored, formatCurrent, parseStored, shownText } from './stored-json.ts';
import { type BoardFacts, zramMakers } from './tune/facts.ts';
import type { TuneJournal } from './tune/transaction.ts';
import { standing } from './tune/verdict.ts';

/** Stored bytes of one object: what it holds fits three quarters of that (protocol.md section 2: slow facts, small). */
export const factsBytesMax = 4_096;

/** Names of products: the longest that were seen have 60. Clipped when written. */
const nameCharsMax = 100;
const name = shownText(nameCharsMax).nullable();
/** An id of core/model/tune/ids.ts; a later version may have others. */
const word = z.string().regex(/^[0-9a-z][0-9a-z.-]{0,39}$/);
const bytes = z.int().min(0);
/** Nobody has more swap files than a distribution's, a tool's and a forgotten one. */
const swapsMax = 4;
/** Of one plan: each once. */
const overlaysMax = 8;

const deviceFactsSchema = z.object({
  format: z.literal(formatCurrent),
  kind: z.literal('facts'),
  device: deviceIdSchema,
  /** By this device's clock: for people. */
  at: instantSchema,
  /** Of Membridge. */
  version: shownText(40),
  /** The board's or the PC's name. Null here and below: the machine does not tell, or has none (macOS, Windows). */
  board: name,
  /** What people read, for example `Debian GNU/Linux 13 (trixie)`. */
  distribution: name,
  /** Who made an image of it: `armbian`, `dietpi`, `raspberry-pi-os`, `plain`. */
  flavour: word.nullable(),
  cpu: z.object({ name, cores: z.int().min(1).nullable() }),
  memoryBytes: bytes.nullable(),
  /** What the root file system lies on: `sd`, `nvme`, `unknown` … */
  storage: word.nullable(),
  /** Of the root file system, coarse: what is written every day is no news. */
  disk: z.object({ sizeBytes: bytes, freeBytes: bytes }).nullable(),
  /** Swap in zram, all devices together. */
  zram: z.object({ owner: word, sizeBytes: bytes }).nullable(),
  /** Other swap in use, without its path. */
  swaps: z.array(z.object({ kind: word, owner: word, sizeBytes: bytes.nullable() })).max(swapsMax),
  /** The newest change of settings that stands there; null: none, or nobody can tell. */
  tuning: z
    .object({
      profile: word,
      overlays: z.array(word).max(overlaysMax),
      /** `confirmed`; `waiting` for a person's word; `unsettled`: half done or half taken back. */
      state: word,
    })
    .nullable(),
});

/** What a device tells of its machine: sealed, written by that device alone. No names, paths, serial numbers or addresses. */
export type DeviceFacts = z.infer<typeof deviceFactsSchema>;

export function encodeDeviceFacts(facts: DeviceFacts): string {
  return encodeStored(facts);
}

/** `device`: whose name the key has. Faults: `object-damaged`, also for another's; `format-unknown`. */
export function parseDeviceFacts(key: string, device: DeviceId, text: string): DeviceFacts {
  const facts = parseStored(key, text, deviceFactsSchema);
  if (facts.device !== device) throw fail('object-damaged', { key, finding: 'it names another device' });
  return facts;
}

/** What is known of a machine beside its tree. */
export interface Surroundings {
  readonly device: DeviceId;
  readonly at: Instant;
  readonly version: string;
  /** What the system itself says where the tree says nothing. */
  readonly memoryBytes: number | null;
  readonly cores: number | null;
  readonly disk: { readonly sizeBytes: number; readonly freeBytes: number } | null;
  /** Null: it cannot be read. */
  readonly journal: TuneJournal | null;
}

/** The facts of a machine, fit to be told. */
export function deviceFacts(board: BoardFacts, around: Surroundings): DeviceFacts {
  const { device, at, version, journal, disk } = around;
  const { model, distribution, processor, memory, rootDisk } = board;
  const isLinux = distribution.id !== null || memory !== null;
  return {
    format: formatCurrent,
    kind: 'facts',
    device,
    at,
    version,
    board: shownName(model),
    distribution: shownName(distribution.name),
    flavour: isLinux ? distribution.flavour : null,
    cpu: { name: shownName(processor.name), cores: processor.cores ?? around.cores },
    memoryBytes: memory?.totalBytes ?? around.memoryBytes,
    storage: isLinux ? rootDisk.kind : null,
    disk: disk === null ? null : coarse(disk),
    zram: zramOf(board),
    swaps: swapsOf(board),
    tuning: tuningOf(journal),
  };
}

/** Firmware and os-release are anybody's: what goes out is one line of plain text. */
function shownName(text: string | null): string | null {
  const line =
    text
      ?.replace(/\p{Cc}+/gu, ' ')
      .toWellFormed()
      .trim()
      .slice(0, nameCharsMax)
      .toWellFormed() ?? '';
  return line === '' ? null : line;
}

const sizeStepBytes = 2 ** 30;
/** Free space in sixteenths of the disk: a change of which somebody wants to know. */
const freeSteps = 16;

function coarse({ sizeBytes, freeBytes }: NonNullable<Surroundings['disk']>): DeviceFacts['disk'] {
  const size = Math.max(1, Math.round(sizeBytes / sizeStepBytes)) * sizeStepBytes;
  const share = sizeBytes > 0 ? Math.min(freeBytes / sizeBytes, 1) : 0;
  return { sizeBytes: size, freeBytes: (size / freeSteps) * Math.floor(share * freeSteps) };
}

/** In a container memory and swap are its host's. */
function zramOf(board: BoardFacts): DeviceFacts['zram'] {
  const swaps = board.zram.filter(({ use }) => use === 'swap');
  if (board.container !== null || swaps.length === 0) return null;
  const makers = zramMakers(board);
  const owner = makers.length === 1 ? makers[0]?.id : undefined;
  return { owner: owner ?? 'unknown', sizeBytes: swaps.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}

function swapsOf({ container, swaps }: BoardFacts): DeviceFacts['swaps'] {
  if (container !== null) return [];
  return swaps
    .filter(({ kind, isActive }) => isActive && kind !== 'zram')
    .slice(0, swapsMax)
    .map(({ kind, owner, sizeBytes }) => ({ kind, owner, sizeBytes }));
}

function tuningOf(journal: TuneJournal | null): DeviceFacts['tuning'] {
  const newest = journal === null ? undefined : standing(journal)[0];
  if (newest === undefined) return null;
  const { profile, overlays, state } = newest;
  const word = state.kind === 'confirmed' ? 'confirmed' : state.kind === 'applied' ? 'waiting' : 'unsettled';
  return { profile, overlays: [...overlays], state: word };
}
