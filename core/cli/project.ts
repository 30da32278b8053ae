import { connectionOf, homeFiles } from '../host/compose/home-files.ts';
import { projectsAt } from '../host/compose/remote.ts';
import { keySource } from '../host/compose/s3-keys.ts';
import { fail } from '../model/errors.ts';
import { projectIdOf, projectIdSchema } from '../model/ids.ts';
import type { Connection } from '../model/settings.ts';
import { dryRunOption, flag, valueOf, type Cli, type CommandSpec, type Outcome } from './cli.ts';
import { connectMachine } from './init.ts';

export const projectCommand: CommandSpec = {
  name: 'project',
  summary: 'show the project of this machine and its id',
  examples: ['membridge project', 'membridge project --json', 'membridge project list'],
  run: async (cli) => projectLines(projectOf(cli)),
};

export const projectListCommand: CommandSpec = {
  name: 'project list',
  summary: 'list the projects that the remote holds',
  examples: ['membridge project list', 'membridge project list --json'],
  async run(cli) {
    const { remote, projectId } = connectionHere(cli);
    const where = remote.kind === 'folder' ? remote.folder : `${remote.endpoint}/${remote.bucket}/${remote.prefix}`;
    const { secrets } = homeFiles(cli.homePath, cli.tools);
    const ids = await projectsAt(remote, { tools: cli.tools, keys: keySource(secrets, cli.tools.at.env) });
    const say = cli.text.words.project;
    const lines = ids.map((id) => `  ${id}${id === projectId ? `  (${say.ours})` : ''}`);
    return {
      data: { where, current: projectId, projects: ids.map((id) => ({ id })) },
      lines: ids.length === 0 ? [say.none(where)] : [say.listTitle(where), ...lines],
    };
  },
};

export const projectPinCommand: CommandSpec = {
  name: 'project pin',
  summary: 'use the project of this id, whatever its name',
  args: [['<id>', '16 hex digits, as `membridge project list` shows them']],
  options: [
    ['--passphrase-file <file>', 'the passphrase that opens that project'],
    ['--no-encryption', 'that project is kept readable by everybody'],
    dryRunOption,
  ],
  examples: [
    'membridge project pin 6fe2e0f6071ac2bb --passphrase-file ~/.memory-passphrase',
    'membridge project pin 6fe2e0f6071ac2bb --dry-run',
  ],
  async run(cli, [text = ''], options) {
    const id = projectIdSchema.safeParse(text).data;
    if (id === undefined) throw fail('setting-invalid', { key: 'ID', value: text, expected: '16 hex digits' });
    const { projectId } = connectionHere(cli);
    const dryRun = flag(options, 'dryRun');
    const say = cli.text.words.project;
    if (id === projectId) return { data: { changed: false, dryRun, id }, lines: [say.pinnedAlready(id)] };
    const wish = { projectId: id, noEncryption: options['encryption'] === false, reconnect: true };
    const outcome = await connectMachine(cli, wish, { passphraseFile: valueOf(options, 'passphraseFile'), dryRun });
    if (outcome.data['changed'] !== true && !dryRun) return outcome;
    return { data: { ...outcome.data, id }, lines: [dryRun ? say.wouldPin(id) : say.pinned(id)] };
  },
};

/** The two lines of cli.md, the same in every language: scripts read them. */
export function projectLines({ name, id }: { name: string; id: string }): Outcome {
  return { data: { name, id, project: { name, id } }, lines: [`project_name: ${name}`, `canonical_project_id: ${id}`] };
}

/** CLAUDE_PROJECT_ID of the old Python membridge names the project of a machine that is not connected yet. */
function projectOf(cli: Cli): { name: string; id: string } {
  const name = cli.tools.at.env['CLAUDE_PROJECT_ID'];
  const { settings } = homeFiles(cli.homePath, cli.tools);
  const connection = settings.read().connection;
  if (connection !== undefined) return { name: connection.project, id: connection.projectId };
  if (!name) throw fail('not-connected', { home: cli.homePath });
  return { name, id: projectIdOf(name) };
}

function connectionHere(cli: Cli): Connection {
  const { settings, home } = homeFiles(cli.homePath, cli.tools);
  return connectionOf(settings.read(), home);
}
