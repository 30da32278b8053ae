import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeAtomically } from '../../platform/atomic-file.ts';

/** Ids of matters that were told; the oldest go, and would be told again if they were still so. */
const idsMax = 200;
const fileCharsMax = 100_000;

const toldSchema = z.object({ format: z.literal(1), told: z.array(z.string().max(200)).max(idsMax) });

/** Remembers in a small file which notices were told, over restarts. The function is true once for each id. */
export function toldNotices(path: string): (id: string) => boolean {
  let told: readonly string[] | null = null;
  return (id) => {
    told ??= read(path);
    if (told.includes(id)) return false;
    told = [...told, id].slice(-idsMax);
    try {
      writeAtomically(path, `${JSON.stringify({ format: 1, told })}\n`);
    } catch {
      // A full disk: told again at the next start, which does no harm.
    }
    return true;
  };
}

function read(path: string): readonly string[] {
  try {
    const text = readFileSync(path, 'utf8');
    return text.length > fileCharsMax ? [] : toldSchema.parse(JSON.parse(text)).told;
  } catch {
    return [];
  }
}
