import { fail } from '../../model/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Random } from '../../ports/random.ts';
import { openClient, type OpenClient, type S3Place } from './client.ts';
import { faultOf, troubleOf, type Trouble } from './trouble.ts';

/** Together these wait a second and a half at most: a person waits for them. */
const readAttemptsMax = 4;
/** What was surely not carried out may be sent again; more in a row and the store means it. */
const writeAttemptsMax = 3;
const firstPauseMs = 200;

/** The slowest link that is served, and what every request may take beside its bytes. */
const slowestBytesPerMs = 32;
const requestMsMax = 60_000;

/** One attempt: the client's own call. It gets a signal that fires when it takes too long. */
export type Attempt<T> = (open: OpenClient, signal: AbortSignal) => Promise<T>;

export interface S3Calls {
  /** Asks until there is an answer; what is no answer after all is the fault. `on` turns some troubles into results. */
  read<T>(bytesMax: number, attempt: Attempt<T>, on: (trouble: Trouble) => T | undefined): Promise<T>;
  /** Sends once; again only what was surely not carried out. Gives the trouble that ended it, with the number of attempts. */
  write(
    bytes: number,
    attempt: Attempt<unknown>,
  ): Promise<{ readonly trouble: Trouble | null; readonly attempts: number }>;
  fault(trouble: Trouble): Error;
  made(): number;
}

export function s3Calls(place: S3Place, where: string, { clock, random }: { clock: Clock; random: Random }): S3Calls {
  let made = 0;
  let opened: Promise<OpenClient> | null = null;

  async function once<T>(bytes: number, attempt: Attempt<T>): Promise<T> {
    opened ??= openClient(place, () => (made += 1));
    return attempt(await opened, AbortSignal.timeout(requestMsMax + Math.ceil(bytes / slowestBytesPerMs)));
  }

  /** Longer each time, and never the same for two machines that were turned away together. */
  async function pause(attempts: number): Promise<void> {
    const share = Number.parseInt(random.hex(2), 16) / 0xffff;
    await clock.sleep(Math.round(firstPauseMs * 2 ** (attempts - 1) * (0.5 + share / 2)));
  }

  return {
    async read(bytesMax, attempt, on) {
      for (let attempts = 1; ; attempts++) {
        try {
          return await once(bytesMax, attempt);
        } catch (error) {
          const trouble = troubleOrThrow(error);
          const result = on(trouble);
          if (result !== undefined) return result;
          if (!isPassing(trouble) || attempts === readAttemptsMax) throw faultOf(trouble, where);
          await pause(attempts);
        }
      }
    },
    async write(bytes, attempt) {
      for (let attempts = 1; ; attempts++) {
        try {
          await once(bytes, attempt);
          return { trouble: null, attempts };
        } catch (error) {
          const trouble = troubleOrThrow(error);
          const isHarmless = trouble.kind === 'again' || trouble.kind === 'concurrent';
          if (!isHarmless || attempts === writeAttemptsMax) return { trouble, attempts };
          await pause(attempts);
        }
      }
    },
    fault: (trouble) => faultOf(trouble, where),
    made: () => made,
  };
}

function troubleOrThrow(error: unknown): Trouble {
  const trouble = troubleOf(error);
  if (trouble === undefined) throw error;
  return trouble;
}

function isPassing({ kind }: Trouble): boolean {
  return kind === 'again' || kind === 'lost' || kind === 'not-sent' || kind === 'concurrent';
}

/** For people and errors: which bucket of which store. Throws `setting-invalid` for an endpoint that is none. */
export function whereOf({ endpoint, bucket }: Pick<S3Place, 'endpoint' | 'bucket'>, prefix: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  // A password in an address would end up in settings and logs.
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain)
    throw fail('setting-invalid', {
      key: '--s3',
      value: url === null ? endpoint : url.host,
      expected: 'an address like https://s3.example.com, without a user name',
    });
  return `${url.origin}${url.pathname.replace(/\/$/, '')}/${bucket}/${prefix}`;
}
