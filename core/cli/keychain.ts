import { holdHome } from '../host/compose/access.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import type { SecretsPlace } from '../ports/secret-store.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Outcome } from './cli.ts';

export const keychainStatusCommand: CommandSpec = {
  name: 'keychain status',
  summary: 'print whether the keys are sealed by the keychain of this computer',
  examples: ['membridge keychain status', 'membridge keychain status --json'],
  async run(cli) {
    const { home, ownSecrets } = homeFiles(cli.homePath, cli.tools);
    const say = cli.text.words.keychain;
    const place = ownSecrets.place();
    const line = place === 'file' ? say.inFile(home.secretsFile) : say.inKeychain(home.secretsFile);
    return { data: { place, path: home.secretsFile }, lines: [line] };
  },
};

export const keychainOnCommand: CommandSpec = {
  name: 'keychain on',
  summary:
    "seal the keys by the keychain of this computer; Membridge's app has to run, now and whenever they are needed",
  options: [dryRunOption],
  examples: ['membridge keychain on', 'membridge keychain on --dry-run'],
  run: (cli, _args, options) => move(cli, 'keychain', flag(options, 'dryRun')),
};

export const keychainOffCommand: CommandSpec = {
  name: 'keychain off',
  summary: 'put the keys back into a file that only you can read',
  options: [dryRunOption],
  examples: ['membridge keychain off', 'membridge keychain off --dry-run'],
  run: (cli, _args, options) => move(cli, 'file', flag(options, 'dryRun')),
};

async function move(cli: Cli, place: SecretsPlace, dryRun: boolean): Promise<Outcome> {
  const files = homeFiles(cli.homePath, cli.tools);
  const { home, ownSecrets, log } = files;
  const say = cli.text.words.keychain;
  const before = ownSecrets.place();
  if (dryRun || before === place) {
    const would = place === 'keychain' ? say.wouldMoveIn : say.wouldMoveOut(home.secretsFile);
    const is = place === 'keychain' ? say.inKeychain(home.secretsFile) : say.inFile(home.secretsFile);
    return { data: { place: before, changed: false, dryRun }, lines: [before === place ? is : would] };
  }
  const lock = await holdHome(home, cli.tools);
  try {
    const changed = (await ownSecrets.moveTo(place)) === 'moved';
    if (changed) log.info('secrets.moved', { place });
    const line = place === 'keychain' ? say.movedIn : say.movedOut(home.secretsFile);
    return { data: { place, changed, dryRun }, lines: [line] };
  } finally {
    lock.release();
  }
}
