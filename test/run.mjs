// What `npm test` starts: says in one sentence what an unsuitable Node lacks, where run.ts would be a syntax error.
import { judgeMachine, thisMachine } from '../core/cli/runtime.mjs';

const judgement = judgeMachine(thisMachine());
if (judgement.kind === 'ok') {
  await import('./run.ts');
} else {
  process.stderr.write(`${judgement.fact}: ${judgement.next}.\n`);
  process.exitCode = 2;
}
