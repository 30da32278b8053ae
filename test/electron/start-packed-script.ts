// `node test/electron/start-packed-script.ts PROGRAM`: starts a packed tray app in a home of its own and waits until its host
// answers, then has it quit by a second start. For machines where Electron itself is; ends with 1 and its words else.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostClient } from '../../core/host/api/client.ts';
import { readHost, readToken } from '../../core/host/host-file.ts';

/** A cold start of Electron on a machine that does other work. */
const startMsMax = 120_000;

const [program = ''] = process.argv.slice(2);
const root = await realpath(await mkdtemp(join(tmpdir(), 'packed-start-')));
const home = join(root, 'home');
const person = join(root, 'person');
await mkdir(join(person, '.claude-mem'), { recursive: true });
const env = {
  ...process.env,
  HOME: person,
  USERPROFILE: person,
  XDG_CONFIG_HOME: join(person, '.config'),
  CLAUDE_CONFIG_DIR: join(person, '.claude'),
  CLAUDE_MEM_DATA_DIR: join(person, '.claude-mem'),
};
// Chromium puts root into no sandbox, and does not start then.
const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const app = start([]);
const ended = once(app, 'exit') as Promise<[number | null]>;
try {
  const state = await hostState();
  console.log(`the packed app runs; its host says ${state}`);
  const second = start(['--quit']);
  await once(second, 'exit');
  const code = (await Promise.race([ended, sleep(startMsMax, null, { ref: false })]))?.[0];
  if (code !== 0) throw new Error(`asked to quit it ended with ${code}`);
  console.log('the packed app quits');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  if (app.exitCode === null && app.signalCode === null) {
    app.kill('SIGKILL');
    await ended;
  }
  await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}

function start(words: readonly string[]) {
  return spawn(program, [...flags, '--home', home, ...words], { env, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function hostState(): Promise<string> {
  for (const until = Date.now() + startMsMax; Date.now() < until; await sleep(500)) {
    if (app.exitCode !== null) throw new Error(`it ended with ${app.exitCode}`);
    const running = await readHost(home).catch(() => null);
    if (running === null) continue;
    const client = hostClient({ ...running, token: await readToken(running) });
    const answer = await client.status().catch(() => null);
    if (answer !== null) return answer.host.state;
  }
  throw new Error(`no host answers after ${startMsMax} ms`);
}
