/** One thread of several that write to the same log. */
import { workerData } from 'node:worker_threads';
import { systemClock } from '../../core/platform/clock.ts';
import { fileLogger, type LogLimits } from '../../core/platform/logger.ts';

const { path, name, lines, limits } = workerData as { path: string; name: string; lines: number; limits: LogLimits };
const logger = fileLogger(path, systemClock, limits);
for (let number = 0; number < lines; number += 1) logger.info('number.counted', { by: name, number });
