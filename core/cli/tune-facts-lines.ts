import { storageFor, profileFor } from '../model/tune/profiles.ts';
import type { BoardFacts } from '../model/tune/facts.ts';
import { winnerOf } from '../model/tune/sysctl.ts';
import type { Swap } from '../model/tune/swaps.ts';
import type { ZramDevice } from '../model/tune/zram.ts';
import type { Text } from '../text/text.ts';
import { tableLines } from './table.ts';
import { findingLines, ownerName, properName } from '../text/tune-finding.ts';

/** A machine's facts for people: what it is, its zram and swap, its kernel settings, what was noticed. */
export function factsLines(text: Text, facts: BoardFacts): string[] {
  const { facts: say, none, unknown, disks } = text.words.tune;
  const { memory, rootDisk, processor } = facts;
  const cores = processor.cores === null ? '' : `${processor.cores} × `;
  const rows: [string, string][] = [
    [say.board, facts.model ?? unknown],
    [say.system, systemLine(text, facts)],
    ...(facts.container === null ? [] : [[say.container, say.inContainer(facts.container)] as [string, string]]),
    [say.processor, processor.name === null ? unknown : `${cores}${processor.name}`],
    [say.memory, memory === null ? unknown : memoryLine(text, memory)],
    [say.disk, [disks[rootDisk.kind], rootDisk.device, rootDisk.filesystem].filter((word) => word !== null).join(', ')],
    ...labelled(
      say.zram,
      facts.zram.map((device) => zramLine(text, device)),
      none,
    ),
    ...labelled(say.setUpBy, makers(text, facts), none),
    ...labelled(
      say.swap,
      facts.swaps.map((swap) => swapLine(text, swap)),
      none,
    ),
    [say.limits, limitsLine(text, facts)],
    ...(memory === null || facts.container !== null
      ? []
      : [[say.suits, suits(facts, memory.totalBytes)] as [string, string]]),
  ];
  const keys = facts.keys.map((fact) => {
    const file = winnerOf(fact)?.path ?? (fact.sysctlConf === null ? say.noFile : '/etc/sysctl.conf');
    return [fact.key, fact.value === null ? unknown : String(fact.value), file];
  });
  return [
    ...tableLines(rows),
    '',
    ...tableLines([[say.key, say.now, say.file], ...keys]),
    ...findingLines(text, facts.findings),
  ];
}

function systemLine({ words }: Text, { distribution, kernel }: BoardFacts): string {
  const { name, flavour, flavourVersion } = distribution;
  const image =
    flavour === 'plain' ? null : [properName(flavour), flavourVersion].filter((word) => word !== null).join(' ');
  const parts = [name ?? words.tune.unknown, image, kernel === null ? null : words.tune.facts.kernel(kernel)];
  return parts.filter((part) => part !== null).join(', ');
}

function memoryLine(
  { words, format }: Text,
  { totalBytes, availableBytes }: NonNullable<BoardFacts['memory']>,
): string {
  const total = format.bytes(totalBytes);
  return availableBytes === null ? total : words.tune.facts.ofWhichFree(total, format.bytes(availableBytes));
}

/** The label once, then a line for each. */
function labelled(label: string, lines: readonly string[], none: string): [string, string][] {
  if (lines.length === 0) return [[label, none]];
  return lines.map((line, index) => [index === 0 ? label : '', line]);
}

function zramLine({ words, format }: Text, device: ZramDevice): string {
  const { facts: say, unknown } = words.tune;
  const { limitBytes, storedBytes, usedBytes } = device;
  const limit = limitBytes === null ? unknown : limitBytes === 0 ? say.noLimit : say.limit(format.bytes(limitBytes));
  const line = say.device(device.name, format.bytes(device.sizeBytes), device.algorithm ?? unknown, limit);
  if (storedBytes === null || usedBytes === null) return line;
  return `${line}, ${say.holds(format.bytes(storedBytes), format.bytes(usedBytes))}`;
}

function makers(text: Text, { owners }: BoardFacts): string[] {
  const active = owners.filter(({ makes }) => makes !== 'nothing');
  return active.map(({ id, evidence }) => `${ownerName(text, id)} (${evidence.join(', ')})`);
}

function swapLine(text: Text, { path, owner, isActive, sizeBytes, usedBytes, priority }: Swap): string {
  const { words, format } = text;
  const { facts: say, unknown } = words.tune;
  const line = say.swapLine(path, sizeBytes === null ? unknown : format.bytes(sizeBytes), ownerName(text, owner));
  return `${line}, ${isActive ? say.used(format.bytes(usedBytes ?? 0), String(priority)) : say.notUsed}`;
}

function limitsLine({ words }: Text, { memoryController }: BoardFacts): string {
  const { facts: say, unknown } = words.tune;
  if (memoryController === null) return unknown;
  return memoryController ? say.limitsWork : say.limitsDoNothing;
}

/** As `tune plan` would choose: `--profile 1gb --overlay sd`. */
function suits({ rootDisk }: BoardFacts, totalBytes: number): string {
  const storage = storageFor(rootDisk.kind);
  const profile = `--profile ${profileFor(Math.floor(totalBytes / 2 ** 20))}`;
  return storage === null ? profile : `${profile} --overlay ${storage}`;
}
