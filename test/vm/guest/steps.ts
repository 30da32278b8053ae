import type { Look } from './look.ts';

/** What the guest is told to do in one boot, in this order; then it powers off. Words, since they travel in its command line. */
export type Step =
  | 'look'
  /** A command of the program, as a person would type it. */
  | `tune ${string}`
  /** An account without rights, `pi`, and the root helper that it may ask. */
  | 'install helper'
  /** The same command, of that account. */
  | `pi tune ${string}`
  /** Waits until no change waits for a word or is half done. */
  | 'wait'
  /** Starts the command and kills it as soon as it writes kernel settings, sets up zram anew, or takes back. */
  | 'kill apply sysctl'
  | 'kill apply restart'
  | 'kill revert'
  /** Kills the helper while it does what that account asked for. */
  | 'kill helper restart'
  /** Fills memory until the kernel swaps. */
  | 'fill'
  /** From now on in this boot the kernel cannot load that module. */
  | `without ${string}`
  /** Ends the boot at once: what was not flushed is lost. */
  | 'cut';

export interface Answers {
  look: Look;
  tune: { readonly code: number | null; readonly said: TuneSaid; readonly stderr: string };
  wait: { readonly seconds: number; readonly said: TuneSaid };
  kill: {
    readonly tries: number;
    readonly state: { readonly kind: string; readonly index?: number };
    readonly step: string;
  };
  /** What zram held then: before compression, and the memory that it took. */
  fill: { readonly storedBytes: number; readonly usedBytes: number };
  cut: null;
}

/** Of what `--json` prints; each command prints some of it. */
export interface TuneSaid {
  readonly changed: boolean;
  readonly error?: { readonly code: string; readonly message: string };
  readonly profile: string;
  readonly reason: string | null;
  readonly rows: readonly { readonly key: string; readonly new: string | number; readonly state: string }[];
  readonly steps: readonly { readonly kind: string; readonly path?: string }[];
  readonly state: string;
  readonly transactions: readonly {
    readonly steps: readonly { readonly target: string; readonly standing: string }[];
  }[];
  readonly lastTakenBack: {
    readonly state: { readonly why: string; readonly drift: readonly unknown[]; readonly needsReboot: boolean };
  } | null;
  readonly strays: readonly string[];
}

export type AnswerTo<S extends Step> = S extends `tune ${string}` | `pi tune ${string}` | `install ${string}`
  ? Answers['tune']
  : S extends `kill ${string}`
    ? Answers['kill']
    : S extends `without ${string}`
      ? null
      : S extends keyof Answers
        ? Answers[S]
        : never;

/** One line of what the guest tells. */
export type GuestEvent =
  | { readonly kind: 'began'; readonly bootSeconds: number }
  | { readonly kind: 'answer'; readonly index: number; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly index: number; readonly why: string }
  | { readonly kind: 'done' };

/** As one word of a kernel's command line. */
export function stepsWord(steps: readonly Step[]): string {
  return `membridge.steps=${steps.map((step) => step.replaceAll(' ', '+')).join(',')}`;
}

export function stepsIn(commandLine: string): Step[] {
  const word = /membridge\.steps=(\S+)/.exec(commandLine)?.[1] ?? '';
  return word.split(',').map((step) => step.replaceAll('+', ' ') as Step);
}
