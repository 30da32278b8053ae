// Loaded with --import into a program under test: says at its end how much memory it had at most, in KiB.
import { writeFileSync } from 'node:fs';

const file = process.env['MEMBRIDGE_TEST_PEAK'];
if (file) process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
