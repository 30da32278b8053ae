/**
 * Preloaded into the real program (`node --import`): kills it (SIGKILL) at a change of a file that MEMBRIDGE_TEST_DIE_AT names,
 * and writes the names of all that it came to, a line each, into the file MEMBRIDGE_TEST_POINTS.
 */
import { appendFileSync } from 'node:fs';
import { numbered } from './crash-points.ts';
import { traceFiles } from './file-points.ts';

const dieAt = process.env['MEMBRIDGE_TEST_DIE_AT'];
const points = process.env['MEMBRIDGE_TEST_POINTS'];

traceFiles(
  numbered((point) => {
    if (points !== undefined) appendFileSync(points, `${point}\n`);
    if (point === dieAt) process.kill(process.pid, 'SIGKILL');
  }),
);
