import { compose, type Composed } from '../host/compose.ts';
import { hideDevice } from '../host/device-list.ts';
import { observedStatus } from '../host/observed-status.ts';
import { ownFacts } from '../host/compose/own-facts.ts';
import { deviceFileIsDue } from '../engine/device.ts';
import { otherFacts, removeFacts } from '../engine/facts.ts';
import { fail, isFault } from '../model/errors.ts';
import { deviceIdSchema } from '../model/ids.ts';
import type { DeviceStatus, Status } from '../model/status.ts';
import { dryRunOption, flag, type Cli, type CommandSpec, type Outcome } from './cli.ts';
import { deviceLines } from './status.ts';

export const devicesCommand: CommandSpec = {
  name: 'devices',
  summary: 'list the machines that share this memory',
  examples: ['membridge devices', 'membridge devices --json'],
  async run(cli) {
    const composed = await compose(cli.homePath, 'look', cli.tools);
    try {
      await composed.requireProject();
      const status = await observedStatus(composed, cli.watch);
      const boards = await boardsOf(composed, cli.tools, status);
      const lines = deviceLines(status, cli.text, boards);
      const { device } = status;
      const devices = status.devices.map((each) => ({ ...each, board: boards.get(each.id) ?? null }));
      return { data: { devices, device }, lines: lines.length === 0 ? [cli.text.words.merge.devices.none] : lines };
    } finally {
      composed.close();
    }
  },
};

/** What each machine says it is: of this one read now, of the others as they told it. Without the store only our own. */
async function boardsOf(
  { machine }: Pick<Composed, 'machine'>,
  tools: Cli['tools'],
  { remote }: Pick<Status, 'remote'>,
): Promise<ReadonlyMap<string, string>> {
  const own = machine.state.deviceId();
  const boards = new Map<string, string>();
  const put = (device: string, board: string | null) => void (board !== null && boards.set(device, board));
  put(own, ownFacts(own, tools).board);
  if (!remote.reachable) return boards;
  try {
    for (const [device, { facts }] of (await otherFacts(machine, own)).seen) put(device, facts?.board ?? null);
  } catch (error) {
    // The machines are listed all the same.
    if (!isFault(error) || error.exit !== 5) throw error;
  }
  return boards;
}

export const devicesRenameCommand: CommandSpec = {
  name: 'devices rename',
  summary: 'call this machine something else',
  args: [
    ['<id>', 'this machine, by its id or label'],
    ['<label>', 'the new label'],
  ],
  options: [dryRunOption],
  examples: ['membridge devices rename laptop thinkpad', 'membridge devices rename 635fcb6b laptop --dry-run'],
  run: (cli, [id = '', label = ''], options) =>
    withDevice(cli, id, flag(options, 'dryRun'), async (composed, { label: before, id: found }) => {
      const { machine, files } = composed;
      const say = cli.text.words.merge.devices;
      if (found !== machine.state.deviceId()) throw fail('device-not-ours', { label: before ?? found });
      if (label.trim() === '' || label.length > labelCharsMax || /\p{Cc}/u.test(label))
        throw fail('setting-invalid', {
          key: 'label',
          value: label,
          expected: `a text of 1 to ${labelCharsMax} characters`,
        });
      const dryRun = flag(options, 'dryRun');
      const data = { id: found, label, dryRun };
      if (dryRun) return { data, lines: [say.wouldRename(machine.self.label, label)] };
      const settings = files.settings.read();
      await files.settings.write({ ...settings, connection: { ...composed.connection, label } });
      deviceFileIsDue(machine.state);
      return { data, lines: [say.renamed(label)] };
    }),
};

const labelCharsMax = 100;

export const devicesRemoveCommand: CommandSpec = {
  name: 'devices remove',
  summary: 'take a machine that is gone off the list here; what it wrote stays',
  args: [['<id>', 'its id or label']],
  options: [dryRunOption],
  examples: ['membridge devices remove old-laptop', 'membridge devices remove 635fcb6b --dry-run'],
  run: (cli, [id = ''], options) =>
    withDevice(cli, id, flag(options, 'dryRun'), async ({ machine }, device) => {
      const { words } = cli.text;
      const say = words.merge.devices;
      const label = device.label ?? device.id.slice(0, 8);
      const dryRun = flag(options, 'dryRun');
      const data = { id: device.id, label, dryRun };
      if (device.id === machine.state.deviceId())
        throw fail('usage', { detail: `${label} is this machine: run the command on another one` });
      if (dryRun) return { data, lines: [say.wouldRemove(label)] };
      hideDevice(machine.state, device.id);
      await forgetFacts(machine, device.id);
      return { data, lines: [say.removed(label), `${words.hint}: ${say.removedNext}`] };
    }),
};

/** What it told of its board means nothing any more; one that is there after all tells it anew. */
async function forgetFacts(machine: Composed['machine'], id: string): Promise<void> {
  try {
    await removeFacts(machine, deviceIdSchema.parse(id));
  } catch (error) {
    if (!isFault(error)) throw error;
    machine.log.warn('facts.not-removed', { error });
  }
}

async function withDevice(
  cli: Cli,
  id: string,
  dryRun: boolean,
  use: (composed: Composed, device: DeviceStatus) => Promise<Outcome>,
): Promise<Outcome> {
  const composed = await compose(cli.homePath, dryRun ? 'look' : 'change', cli.tools);
  try {
    const { machine } = composed;
    const own = { id: machine.state.deviceId(), label: machine.self.label, lastSeen: null, behind: 0, finding: null };
    if (isMeant(own, id)) return await use(composed, own);
    await composed.requireProject();
    const { devices } = await observedStatus(composed, cli.watch);
    const [found, ...more] = devices.filter((device) => isMeant(device, id));
    if (found === undefined || more.length > 0) throw fail('device-unknown', { id });
    return await use(composed, found);
  } finally {
    composed.close();
  }
}

/** Shorter beginnings of an id are mistyped too easily. */
const idCharsMin = 6;

/** By its label, or the start of its id. */
export function isMeant(device: Pick<DeviceStatus, 'id' | 'label'>, id: string): boolean {
  return device.label === id || (id.length >= idCharsMin && device.id.startsWith(id.toLowerCase()));
}
