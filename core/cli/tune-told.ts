import { otherFacts } from '../engine/facts.ts';
import { compose } from '../host/compose.ts';
import { ownFacts } from '../host/compose/own-facts.ts';
import { observedStatus } from '../host/observed-status.ts';
import type { DeviceFacts } from '../model/device-facts.ts';
import { fail } from '../model/errors.ts';
import { deviceIdSchema } from '../model/ids.ts';
import type { OwnerId } from '../model/tune/ids.ts';
import type { Text } from '../text/text.ts';
import type { Cli, Outcome } from './cli.ts';
import { isMeant } from './devices.ts';
import { tableLines } from './table.ts';
import { ownerName, properName } from '../text/tune-finding.ts';

/** What a machine of this project told of its board. Throws `device-unknown`, and what a look at the remote throws. */
export async function toldFacts(cli: Cli, wanted: string): Promise<Outcome> {
  const composed = await compose(cli.homePath, 'look', cli.tools);
  try {
    const { machine } = composed;
    await composed.requireProject();
    const { devices } = await observedStatus(composed, cli.watch);
    const [device, ...more] = devices.filter((each) => isMeant(each, wanted));
    if (device === undefined || more.length > 0) throw fail('device-unknown', { id: wanted });
    const id = deviceIdSchema.parse(device.id);
    const own = machine.state.deviceId();
    const seen = id === own ? null : (await otherFacts(machine, own)).seen.get(id);
    const facts = id === own ? ownFacts(own, cli.tools) : (seen?.facts ?? null);
    const label = device.label ?? id.slice(0, idCharsShown);
    const data = { device: id, label: device.label, facts, finding: seen?.finding ?? null };
    return { data, lines: toldLines(cli.text, label, data) };
  } finally {
    composed.close();
  }
}

const idCharsShown = 8;

function toldLines(
  text: Text,
  label: string,
  { facts, finding }: { readonly facts: DeviceFacts | null; readonly finding: string | null },
): string[] {
  const { told: say, facts: names, unknown, none } = text.words.tune;
  if (facts === null) return [finding === null ? say.nothing(label) : say.unread(label, finding)];
  const { format } = text;
  const { board, distribution, cpu, memoryBytes, zram, swaps, tuning } = facts;
  const image = facts.flavour === null || facts.flavour === 'plain' ? [] : [properName(facts.flavour)];
  const cores = cpu.cores === null ? '' : `${cpu.cores} × `;
  const rows: [string, string][] = [
    [names.board, board ?? unknown],
    [names.system, [distribution ?? unknown, ...image].join(', ')],
    [names.processor, cpu.name === null && cpu.cores === null ? unknown : `${cores}${cpu.name ?? unknown}`],
    [names.memory, memoryBytes === null ? unknown : format.bytes(memoryBytes)],
    [names.disk, diskLine(text, facts)],
    [names.zram, zram === null ? none : say.zram(format.bytes(zram.sizeBytes), wordFor(text, zram.owner))],
    [names.swap, swaps.map((swap) => swapLine(text, swap)).join(', ') || none],
    [say.tuning, tuning === null ? none : tuningLine(text, tuning)],
  ];
  return [say.head(label, format.date(facts.at)), ...tableLines(rows, '  ')];
}

function diskLine({ words, format }: Text, { storage, disk }: DeviceFacts): string {
  const { disks, told, unknown } = words.tune;
  // A kind that only a later Membridge knows is shown by its id.
  const kind = storage === null ? unknown : (Object.entries(disks).find(([id]) => id === storage)?.[1] ?? storage);
  return disk === null ? kind : told.ofDisk(kind, format.bytes(disk.sizeBytes), format.bytes(disk.freeBytes));
}

function swapLine(text: Text, { owner, sizeBytes }: DeviceFacts['swaps'][number]): string {
  const size = sizeBytes === null ? text.words.tune.unknown : text.format.bytes(sizeBytes);
  return `${size} (${wordFor(text, owner)})`;
}

function tuningLine({ words }: Text, { profile, overlays, state }: NonNullable<DeviceFacts['tuning']>): string {
  const { states } = words.tune.told;
  const name = [profile, ...overlays].join(' + ');
  const found = Object.entries(states).find(([word]) => word === state);
  return found === undefined ? `${name}, ${state}` : found[1](name);
}

/** An owner that only a later Membridge knows is shown by its id. */
function wordFor(text: Text, owner: string): string {
  return ownerName(text, owner as OwnerId);
}
