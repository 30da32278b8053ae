// `npm run simulate -- --seeds FROM..TO`: runs seeds, prints each that fails with its steps and the first difference.
import { parseArgs } from 'node:util';
import { runSeed } from './run-seed.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1..100' },
    verbose: { type: 'boolean', default: false },
    'first-only': { type: 'boolean', default: false },
  },
});
const [from = 1, to = from] = values.seeds.split('..').map(Number);
const failed: number[] = [];
const beganMs = performance.now();
const cpu = process.cpuUsage();
let ran = 0;
for (let seed = from; seed <= to; seed++) {
  const run = await runSeed(seed);
  ran += 1;
  if (values.verbose || (run.difference !== null && failed.length === 0)) {
    console.log(`seed ${seed}`);
    for (const [index, step] of run.steps.entries()) console.log(`  ${index + 1}. ${step}`);
  }
  if (run.difference === null) continue;
  failed.push(seed);
  console.log(`seed ${seed}: ${run.difference}`);
  if (values['first-only']) break;
}
const { user, system } = process.cpuUsage(cpu);
console.log(
  `${ran} seeds, ${failed.length} failed${failed.length === 0 ? '' : ` (${failed.slice(0, 20).join(', ')})`}; ` +
    `${((performance.now() - beganMs) / 1000).toFixed(1)} s, ${((user + system) / 1000 / ran).toFixed(0)} ms of CPU each`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
