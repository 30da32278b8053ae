import { resolve } from 'node:path';
import type { ConnectionWish } from '../host/connection-wish.ts';
import type { Cli, CommandSpec, Options, Outcome } from './cli.ts';
import { dryRunOption, flag, valueOf } from './cli.ts';
import { askYes } from './confirm.ts';
import { envFileOption, withEnvFile } from './env-file-option.ts';
import { passphraseFor } from './passphrase.ts';
import { setUpMachine } from './setup-machine.ts';
import { bucketOf, storeOptions } from './store-option.ts';

export const initCommand: CommandSpec = {
  name: 'init',
  summary: 'connect this machine to the folder or bucket where the memory is kept',
  options: [
    ['--folder <dir>', 'where the memory is kept: a synced or shared folder, a stick'],
    ...storeOptions,
    ['--local-history', 'keep a history on this machine alone, in the home folder'],
    ['--project <name>', 'machines with the same project share one memory (default: mem)'],
    [
      '--mode <mode>',
      'merge: all machines write (the default for claude-mem); mirror: whole images, one publishes at a time',
    ],
    ['--source <file>', "the memory; default: claude-mem's own database"],
    ['--label <name>', 'what people call this machine (default: its host name)'],
    ['--passphrase-file <file>', 'the passphrase that opens the memory; without it you are asked'],
    ['--no-encryption', 'keep everything readable by anybody who can read the folder or bucket'],
    envFileOption,
    ['--reconnect', 'give up the connection that this machine has now'],
    dryRunOption,
  ],
  examples: [
    'membridge init --folder ~/Sync/memory',
    'membridge init --folder /media/stick/memory --label laptop --passphrase-file ~/.memory-passphrase',
    'membridge init --s3 https://store.example:9000 --bucket memory --create-bucket',
    'membridge init --store hetzner --region fsn1 --bucket memory',
    'membridge init --store r2 --account 0123456789abcdef0123456789abcdef --bucket memory',
    'membridge init --folder ~/Sync/memory --mode mirror',
    'membridge init --env-file ~/.claude-mem-minio/config.env',
    'membridge init --folder ./memory --source ./notes.db --project notes --dry-run',
  ],
  run: init,
};

async function init(plainCli: Cli, _args: readonly string[], given: Options): Promise<Outcome> {
  const { cli, options } = await withEnvFile(plainCli, given);
  return connectMachine(cli, wishOf(cli, options), {
    passphraseFile: valueOf(options, 'passphraseFile'),
    dryRun: flag(options, 'dryRun'),
  });
}

/** For `init` and `project pin`: plans, asks where somebody can be asked, connects, shows where the machine stands. */
export async function connectMachine(
  cli: Cli,
  wish: ConnectionWish,
  { passphraseFile: file, dryRun }: { passphraseFile: string | undefined; dryRun: boolean },
): Promise<Outcome> {
  return setUpMachine(cli, wish, {
    dryRun,
    passphrase: (isNew) => passphraseFor(cli, { file, isNew }),
    agrees: async (planned) => {
      if (!cli.terminal.isInteractive || cli.yes) return true;
      for (const line of planned) cli.note(line);
      return askYes(cli, cli.text.words.connect.question);
    },
  });
}

function wishOf(cli: Cli, options: Options): ConnectionWish {
  const path = (name: string) => {
    const value = valueOf(options, name);
    return value === undefined ? undefined : resolve(cli.tools.at.folder, value);
  };
  return {
    folder: path('folder'),
    localHistory: flag(options, 'localHistory'),
    s3: bucketOf(cli, options, path('ca')),
    project: valueOf(options, 'project'),
    source: path('source'),
    label: valueOf(options, 'label'),
    mode: valueOf(options, 'mode'),
    // commander turns --no-encryption into encryption: false.
    noEncryption: options['encryption'] === false,
    reconnect: flag(options, 'reconnect'),
  };
}
