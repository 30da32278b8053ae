import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** At the same moment. */
export const savesPerWave = 60;
/** Of one child: rows that a slow machine would then have to merge for minutes. */
export const wavesMax = 8;
/** People and hooks do not save without a pause. */
export const pauseMs = 200;

const saveAnswerSchema = z.object({ title: z.string(), status: z.int(), ms: z.number() });
const wavesSchema = z.array(z.array(saveAnswerSchema));
export type SaveAnswer = z.infer<typeof saveAnswerSchema>;

export interface SaveWaves {
  /** No further wave; gives what the worker answered, wave by wave. At least one wave was made. */
  end(): Promise<readonly (readonly SaveAnswer[])[]>;
}

/** Starts waves of `savesPerWave` concurrent saves in a process of its own; ready when the first one begins. */
export async function saveWaves(port: number, project: string, prefix: string): Promise<SaveWaves> {
  const script = join(import.meta.dirname, 'save-waves-child.ts');
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [script, url, project, prefix], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  await lines.next();
  return {
    async end() {
      child.stdin.end();
      const { value } = await lines.next();
      const [code] = await ended;
      if (code !== 0) throw new Error(`the saving process ended with ${String(code)}`);
      return wavesSchema.parse(JSON.parse(String(value)));
    },
  };
}
