// `node test/hooks/hook-time-script.ts`: how long Claude Code waits for a hook while a host runs, over 200 of them.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { answer, listening, runHook, writeHost } from './hook-run.ts';

const runs = 200;
const home = mkdtempSync(join(tmpdir(), 'membridge-hook-time-'));
const server = createServer((socket) => {
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => answer(socket, (text += chunk)));
});
try {
  writeHost(home, { port: await listening(server) });
  for (const event of ['session-start', 'user-prompt']) {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) times.push((await runHook(home, { event })).tookMs);
    times.sort((a, b) => a - b);
    const share = (part: number) => `${times[Math.ceil(runs * part) - 1]?.toFixed(0)} ms`;
    const load = loadavg()[0]?.toFixed(1);
    console.log(`${event}: p50 ${share(0.5)}, p99 ${share(0.99)}, longest ${share(1)} of ${runs} (load ${load})`);
  }
} finally {
  server.close();
  rmSync(home, { recursive: true, force: true });
}
