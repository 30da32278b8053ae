import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** In the home: where the host of this home is to be found while it runs. Removed on a clean stop. */
export const hostFileName = 'host.json';
/** Beside it, 0600, new at each start. */
export const tokenFileName = 'host.token';

/** A few words; more is not our file. */
const fileCharsMax = 4_096;

/** Loose: a newer host may say more. */
const runningHostSchema = z.object({
  pid: z.int().min(1),
  address: z.string().min(1),
  port: z.int().min(1).max(65_535),
  /** Absolute. */
  tokenFile: z.string().min(1),
  startedAt: z.number(),
  /** On this machine it speaks plain HTTP. */
  tls: z.boolean().default(false),
  /** Its other door, for the network around: TLS with the certificate of this fingerprint (SHA-256, as browsers show it). */
  lan: z.object({ url: z.string(), fingerprint: z.string() }).nullable().default(null),
});
export type RunningHost = z.infer<typeof runningHostSchema>;

/**
 * The host of a home folder as its file tells; null without one, and for one that a dead process left. That it answers is
 * not said: a pid may be used again after a crash.
 */
export async function readHost(home: string): Promise<RunningHost | null> {
  const text = await readFile(join(home, hostFileName), 'utf8').catch(() => null);
  if (text === null || text.length > fileCharsMax) return null;
  const host = parsedHost(text);
  return host === null || !isAlive(host.pid) ? null : host;
}

/** The secret that lets a caller in; null when it cannot be read. */
export async function readToken({ tokenFile }: Pick<RunningHost, 'tokenFile'>): Promise<string | null> {
  const text = await readFile(tokenFile, 'utf8').catch(() => null);
  const token = text?.trim() ?? '';
  return token === '' || token.length > fileCharsMax ? null : token;
}

function parsedHost(text: string): RunningHost | null {
  try {
    const parsed = runningHostSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process: there is one.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
