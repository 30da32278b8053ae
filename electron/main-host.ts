// What the shell starts as the host's process: the very program of the command line, which ends when the shell says so.
import process from 'node:process';

let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => (isEnding = true));
// As a terminal would ask it: Windows has no such signal, and a kill there would stop it in the middle of a write. Asked
// twice it would end at once.
process.parentPort.once('message', () => {
  if (!isEnding) process.emit('SIGTERM', 'SIGTERM');
});
await import('../core/cli/main.ts');
// Such a process of Electron does not end because nothing is left to do.
process.exit();
