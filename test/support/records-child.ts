/**
 * A process that writes units of one row, its record and its line to the state database of the home at PATH, each in one
 * transaction, and says the number of each that is durable; it goes on until it is killed.
 */
import { homeAt } from '../../core/platform/home.ts';
import { systemRandom } from '../../core/platform/random.ts';
import { openState } from '../../core/platform/state-database.ts';
import { writeSync } from 'node:fs';
import { sampleKnown, sampleRecord, sampleRow } from './record-samples.ts';

const { records } = openState(homeAt(process.argv[2] ?? ''), systemRandom);

for (let n = 1; ; n += 1) {
  records.transaction(() => {
    records.mapRow(sampleRow(n));
    records.setKnown(sampleKnown(n));
    records.transaction(() => records.addUnsent(sampleRecord(n)));
  });
  writeSync(1, `${n}\n`);
}
