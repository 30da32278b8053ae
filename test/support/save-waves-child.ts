/**
 * Saves memories through a worker's HTTP interface in waves, from a process of its own: what a test's own work does to its
 * own event loop is not in the times. Arguments: base URL, project, prefix of the titles. Goes on until its standard input ends.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { pauseMs, savesPerWave, wavesMax, type SaveAnswer } from './save-waves.ts';

const [url = '', project = '', prefix = ''] = process.argv.slice(2);
process.stdin.resume();

const waves: SaveAnswer[][] = [];
// Connections and code are warm before the first time counts.
await wave(async () => (await fetch(`${url}/api/version`)).text());
process.stdout.write('ready\n');
while (waves.length < wavesMax && (waves.length === 0 || !process.stdin.readableEnded)) {
  const number = waves.length + 1;
  waves.push(await wave((index) => save(`${prefix} ${number}-${index}`)));
  await sleep(pauseMs);
}
process.stdin.destroy();
process.stdout.write(`${JSON.stringify(waves)}\n`);

async function save(title: string): Promise<SaveAnswer> {
  const body = JSON.stringify({ title, text: `Everything about ${title}.`, project });
  const startedMs = performance.now();
  const answer = await fetch(`${url}/api/memory/save`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await answer.text();
  return { title, status: answer.status, ms: Math.round(performance.now() - startedMs) };
}

function wave<T>(one: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: savesPerWave }, (_, index) => one(index)));
}
