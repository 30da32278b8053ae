/**
 * In the place of the launcher: says that it is ready, gives signs of life, notes what it may and may not do, ends when
 * it is told to. What is tested with it is the unit, not the host.
 */
export const standIn = `
import { accessSync, appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { Worker } from 'node:worker_threads';
import { join } from 'node:path';
import { notifySystemd } from '../platform/notify-socket.ts';

const home = process.argv[process.argv.indexOf('--home') + 1];
const credentials = process.env.CREDENTIALS_DIRECTORY;
const tells = (what, act) => {
  try { return what + '=' + (act() ?? 'done'); } catch (error) { return what + '=' + error.code; }
};
const notifier = notifySystemd(process.env);
writeFileSync(join(home, 'facts'), [
  'argv=' + process.argv.slice(2).join(' '),
  'uid=' + process.getuid(),
  'umask=' + process.umask().toString(8),
  'left=' + Object.keys(process.env).filter((name) => /NOTIFY|WATCHDOG/.test(name)),
  tells('memory', () => writeFileSync(join(home, '..', '.claude-mem', 'written'), 'x')),
  tells('elsewhere', () => writeFileSync(join(home, '..', 'elsewhere'), 'x')),
  tells('etc', () => writeFileSync('/etc/elsewhere', 'x')),
  tells('network', () => networkInterfaces().lo.length > 0),
  tells('credential', () => readFileSync(join(credentials, 'membridge-identity'), 'utf8')),
  tells('otherCredential', () => accessSync(join(credentials, 'membridge-s3-access-key'))),
].join('\\n') + '\\n');
appendFileSync(join(home, 'starts'), process.pid + '\\n');
const thread = new Worker('setInterval(() => {}, 1000)', { eval: true });
process.on('SIGTERM', async () => {
  await notifier.stopping();
  appendFileSync(join(home, 'ends'), process.pid + '\\n');
  process.exit(0);
});
await notifier.ready('looks every second');
setInterval(() => notifier.watchdog(() => thread.threadId > 0), 200);
`;
