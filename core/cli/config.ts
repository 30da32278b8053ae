import { holdHome } from '../host/compose/access.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import { listSettings, readSetting, withSetting } from '../model/setting-path.ts';
import { dryRunOption, flag, type CommandSpec } from './cli.ts';

export const configGetCommand: CommandSpec = {
  name: 'config get',
  summary: 'print one setting',
  args: [['<key>', 'for example pollMaxMs or retention.setAsideDays']],
  examples: ['membridge config get language', 'membridge config get retention.setAsideDays --json'],
  async run(cli, [key = '']) {
    const value = readSetting(homeFiles(cli.homePath, cli.tools).settings.read(), key);
    return { data: { key, value }, lines: [String(value)] };
  },
};

export const configSetCommand: CommandSpec = {
  name: 'config set',
  summary: 'change one setting',
  args: [
    ['<key>', 'for example workerControl'],
    ['<value>', 'what `membridge config list` says'],
  ],
  options: [dryRunOption],
  examples: [
    'membridge config set language uk',
    'membridge config set workerControl ask',
    'membridge config set retention.setAsideDays 90',
  ],
  async run(cli, [key = '', text = ''], options) {
    const files = homeFiles(cli.homePath, cli.tools);
    const dryRun = flag(options, 'dryRun');
    const before = readSetting(files.settings.read(), key);
    const planned = withSetting(files.settings.read(), key, text);
    const value = readSetting(planned, key);
    const data = { key, value, before, dryRun };
    const say = cli.text.words.config;
    if (dryRun) return { data, lines: [say.wouldSet(key, String(value), String(before))] };
    const lock = await holdHome(files.home, cli.tools);
    try {
      // Read again under the lock: another command may have written meanwhile.
      await files.settings.write(withSetting(files.settings.read(), key, text));
    } finally {
      lock.release();
    }
    return { data, lines: [say.set(key, String(value))] };
  },
};

export const configListCommand: CommandSpec = {
  name: 'config list',
  summary: 'print all settings, what they may be, and the connection',
  examples: ['membridge config list', 'membridge config list --json'],
  async run(cli) {
    const file = homeFiles(cli.homePath, cli.tools).settings.read();
    const settings = listSettings(file);
    const { connection } = file;
    const say = cli.text.words.config;
    const lines = settings.map(({ key, value, default: usual, expected }) => {
      const mark = value === usual ? ` (${say.isDefault})` : '';
      return `${`${key} = ${String(value)}${mark}`.padEnd(52)} # ${say.expected(expected)}`;
    });
    return { data: { settings, connection: connection ?? null }, lines: [...lines, ...connectionLines(connection)] };
  },
};

function connectionLines(connection: object | undefined): string[] {
  if (connection === undefined) return [];
  return [
    '',
    ...Object.entries(connection).map(
      ([key, value]) => `connection.${key} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ];
}
