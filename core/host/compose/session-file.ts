import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../platform/atomic-file.ts';
import type { KeptSession, SessionKeeper } from '../api/sessions.ts';

const fileName = 'panel-sessions.json';

const fileSchema = z.object({
  format: z.literal(1),
  sessions: z.array(z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), openedAt: z.int().min(0) })).max(100),
});

/** In the home, 0600. Whoever removes the file shuts every browser out at the next start. */
export function sessionFile(home: string): SessionKeeper {
  const path = join(home, fileName);
  return {
    read() {
      try {
        return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).sessions;
      } catch {
        // Absent or not ours: browsers ask for a new code.
        return [];
      }
    },
    write(sessions: readonly KeptSession[]) {
      try {
        writeAtomically(path, `${JSON.stringify({ format: 1, sessions }, null, 2)}\n`);
      } catch {
        // On a full disk the panel must open all the same: it says so. After a restart it asks for a code.
      }
    },
  };
}
