// `node test/simulation/find-mutants.ts [part of a name]`: after how many seeds each planted fault is found.
import { mutants } from './mutants.ts';
import { mutatedCopy } from './mutated-copy.ts';

const seedsMax = 500;
const wanted = process.argv[2] ?? '';
for (const mutant of mutants.filter(({ name }) => name.includes(wanted))) {
  const copy = await mutatedCopy(mutant);
  let found = 'NOT FOUND';
  for (let seed = 1; seed <= seedsMax; seed++) {
    const { difference } = await copy.runSeed(seed);
    if (difference === null) continue;
    found = `found by seed ${seed}: ${difference.split('\n')[0]?.slice(0, 150)}`;
    break;
  }
  copy.remove();
  console.log(`${mutant.name}: ${found}`);
}
