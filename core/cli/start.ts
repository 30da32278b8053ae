import { z } from 'zod';
import { hostClient } from '../host/api/client.ts';
import { openPage } from '../host/compose/open-page.ts';
import { findTray, runTray } from '../host/compose/tray-program.ts';
import type { ServedHost } from '../host/compose/host.ts';
import { readHost, readToken, type RunningHost } from '../host/host-file.ts';
import { localHistoryFolder } from '../host/local-history.ts';
import { isFault } from '../model/errors.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import type { Connection } from '../model/settings.ts';
import type { Cli, CommandSpec, Options, Outcome } from './cli.ts';
import { flag } from './cli.ts';
import { keepHost } from './run-host.ts';
import { startFace } from './start-face.ts';

/** A host that is there and does not answer within this is told of as such. */
const answerMsMax = 2_000;

export const startCommand: CommandSpec = {
  name: 'start',
  summary: 'keep the history of the memory here and show the panel; what `npm start` runs',
  options: [
    ['--headless', 'open nothing on a screen'],
    ['--demo', 'show two machines instead, in a temporary folder'],
  ],
  examples: ['membridge start', 'membridge start --headless', 'membridge start --demo'],
  async run(cli, args, options) {
    if (!flag(options, 'demo')) return start(cli, options);
    const { demoCommand } = await import('./demo.ts');
    return demoCommand.run(cli, args, options);
  },
};

/** It opened nothing in this time and ended: the panel has to do. What ends later was seen. */
const trayMsMin = 20_000;

async function start(cli: Cli, options: Options): Promise<Outcome> {
  const { face, electron } = await faceOf(cli, options);
  if (face.kind === 'tray' && electron.kind === 'ready') {
    const outcome = await tray(cli, electron.path);
    if (outcome !== null) return outcome;
  }
  if (face.kind === 'browser' && face.why === 'not-fetched') cli.note(cli.text.words.host.trayNotFetched);
  return inTerminal(cli, face.kind !== 'print');
}

/** The tray app, with the host in it, until it ends. Null: it does not start here. */
async function tray({ tools, homePath, watch, text, note }: Cli, program: string): Promise<Outcome | null> {
  const { clock, at } = tools;
  const fromMs = clock.monotonicMs();
  const code = await runTray(program, homePath, at, watch.signal);
  const isFailed = code !== 0 && !watch.signal.aborted;
  if (isFailed && clock.monotonicMs() - fromMs < trayMsMin) {
    note(text.words.host.trayFailed);
    return null;
  }
  return { data: { tray: true }, lines: [], ...(isFailed ? { exitCode: 1 } : {}) };
}

/** The host here; `opens`: with the panel in the browser. */
async function inTerminal(cli: Cli, opens: boolean): Promise<Outcome> {
  const running = await readHost(cli.homePath);
  if (running !== null) {
    const met = await meet(cli, running, opens);
    if (met !== null) return met;
  }
  try {
    return await keepHost(cli, { localHistory: true }, (served) => welcome(cli, served, opens));
  } catch (error) {
    // It started in the same moment as another one.
    const other = isFault(error, 'host-running') ? await readHost(cli.homePath) : null;
    const met = other === null ? null : await meet(cli, other, opens);
    if (met === null) throw error;
    return met;
  }
}

/** The host that runs already: its address, and the panel where there is a screen. Null: nobody answers there. */
async function meet(cli: Cli, running: RunningHost, opens: boolean): Promise<Outcome | null> {
  const token = await readToken(running);
  const client = hostClient({ ...running, token });
  const signal = AbortSignal.timeout(answerMsMax);
  try {
    const { state } = await client.health(signal);
    const { code } = await client.newCode(signal);
    const url = `http://${running.address}:${running.port}`;
    if (opens) await openPage(`${url}/#code=${code}`, cli.tools.at);
    const { address, port, pid } = running;
    const lines = [cli.text.words.host.runs(`${url}/#code=${code}`, cli.text.words.status.states[state])];
    return { data: { running: true, address, port, pid, url, state }, lines };
  } catch {
    return null;
  }
}

/** Four lines, then nothing until it is stopped. */
async function welcome(cli: Cli, { doors, found }: ServedHost, opens: boolean): Promise<void> {
  const say = cli.text.words.host;
  const panel = doors.panelUrl();
  const { port } = doors.loopback;
  const ssh = say.ssh(`ssh -L ${port}:${doors.loopback.address}:${port} ${cli.tools.at.hostName}`);
  const memory = foundSchema.parse(found?.document ?? {});
  const connection = homeFiles(cli.homePath, cli.tools).settings.read().connection;
  const lines = memory.found
    ? [foundLine(cli, memory), keptLine(cli, connection, panel), ssh, say.manage]
    : [say.noMemory(memory.path), say.panel(panel), ssh, say.join];
  for (const line of lines) {
    if (cli.json) cli.note(line);
    else cli.stream(line);
  }
  if (doors.lan !== null) cli.note(say.network(doors.lan.url, doors.lan.fingerprint));
  if (opens) await openPage(panel, cli.tools.at);
}

/** The document of the command `found`; one that failed tells of no memory. */
const foundSchema = z
  .object({
    found: z.boolean().default(false),
    path: z.string().default(''),
    rows: z.record(z.string(), z.number()).default({}),
    projects: z.number().nullable().default(null),
    bytes: z.number().nullable().default(null),
    toolVersion: z.string().nullable().default(null),
  })
  .readonly();

function foundLine(cli: Cli, { rows, projects, bytes, toolVersion }: z.infer<typeof foundSchema>): string {
  const say = cli.text.words.host;
  const memories = say.memories((rows['observations'] ?? 0) + (rows['summaries'] ?? 0));
  const inProjects = projects === null ? null : say.projects(projects);
  return say.found(toolVersion, memories, inProjects, cli.text.format.bytes(bytes ?? 0));
}

function keptLine(cli: Cli, connection: Connection | undefined, panel: string): string {
  const say = cli.text.words.host;
  const folder = localHistoryFolder(homeFiles(cli.homePath, cli.tools).home.folder);
  if (connection === undefined) return say.panel(panel);
  const { remote } = connection;
  const where = remote.kind === 'folder' ? remote.folder : `${remote.endpoint}/${remote.bucket}`;
  return where === folder ? say.keptHere(folder, panel) : say.keptThere(where, panel);
}

/** What there is to show it in, before the person who sits here. */
async function faceOf({ terminal, tools, json }: Cli, options: Options) {
  const { env, platform } = tools.at;
  const { isInteractive } = terminal;
  const isHeadless = flag(options, 'headless');
  const electron = isHeadless ? ({ kind: 'absent' } as const) : await findTray(tools.at);
  const face = startFace({ platform, env, isHeadless, isJson: json, isInteractive, electron: electron.kind });
  return { face, electron };
}
