import { wholeLife, type Device, type SyncEnd } from './device.ts';
import { update } from './releases.ts';
import { allFeatures, rareFeatures, type Feature, type World } from './world.ts';
import { cloneHome, comeBack, emptySource, keepImage, putBackImage, truncateSource } from './accidents.ts';
import { comeForward, goBack, keepBucket } from './bucket.ts';
import { damage, forge } from './forgery.ts';
import {
  addChild,
  addSession,
  addToolUse,
  deleteRow,
  deleteSession,
  edit,
  endSession,
  giveMemory,
  insertAgain,
  rewriteMemory,
  rewritePlatform,
  saveByHand,
  saveOnBoth,
} from './worker.ts';

export interface Act {
  readonly weight: number;
  /** Null: every run has it. */
  readonly feature: Feature | null;
  readonly act: (world: World, device: Device) => string | Promise<string>;
}

export const enabled: ReadonlySet<string> = new Set(
  (process.env['SIMULATION_FEATURES'] ?? [...allFeatures, ...rareFeatures].join()).split(','),
);

function table<T extends Record<string, Act>>(all: T): T {
  return Object.fromEntries(
    Object.entries(all).filter(([, { feature }]) => feature === null || enabled.has(feature)),
  ) as T;
}

export const acts = table({
  session: { weight: 4, feature: null, act: addSession },
  memory: { weight: 3, feature: null, act: giveMemory },
  child: { weight: 10, feature: null, act: addChild },
  edit: { weight: 8, feature: null, act: (world, device) => edit(world, device) },
  'edit on two': { weight: 3, feature: null, act: editOnTwo },
  end: { weight: 2, feature: null, act: endSession },
  delete: { weight: 4, feature: null, act: deleteRow },
  sync: { weight: 12, feature: null, act: sync },
  'sync all': { weight: 2, feature: null, act: syncAll },
  crash: { weight: 5, feature: 'crash', act: crash },
  weather: { weight: 3, feature: 'weather', act: changeWeather },
  'by hand': { weight: 3, feature: 'manual', act: saveByHand },
  'on both': { weight: 2, feature: 'manual', act: onBoth },
  'delete session': { weight: 2, feature: 'cascade', act: deleteSession },
  'rewrite memory': { weight: 2, feature: 'rewrites', act: rewriteMemory },
  again: { weight: 2, feature: 'again', act: insertAgain },
  'copy home': { weight: 1, feature: 'clone', act: cloneHome },
  'keep image': { weight: 2, feature: 'images', act: keepImage },
  'old image': { weight: 1, feature: 'images', act: putBackImage },
  empty: { weight: 1, feature: 'empty', act: emptySource },
  truncate: { weight: 1, feature: 'empty', act: truncateSource },
  'come back': { weight: 2, feature: 'empty', act: comeBack },
  'tool use': { weight: 4, feature: 'tools', act: addToolUse },
  'tools on or off': { weight: 2, feature: 'tools', act: toggleTools },
  forge: { weight: 2, feature: 'forgery', act: forge },
  damage: { weight: 2, feature: 'forgery', act: damage },
  'keep bucket': { weight: 4, feature: 'rollback', act: keepBucket },
  'older bucket': { weight: 2, feature: 'rollback', act: goBack },
  'bucket again': { weight: 2, feature: 'rollback', act: comeForward },
  update: { weight: 1, feature: 'older', act: (world, device) => update(world, device) },
  'rewrite platform': { weight: 1, feature: 'rewrites', act: rewritePlatform },
} satisfies Record<string, Act>);

async function sync(world: World, device: Device): Promise<string> {
  const busy = world.features.has('meanwhile') && enabled.has('meanwhile') && world.draws.chance(0.4);
  return told(await world.sync(device, { ...wholeLife, meanwhile: busy ? meanwhile(world, device) : null }));
}

async function syncAll(world: World): Promise<string> {
  const ends: string[] = [];
  for (const device of world.devices) ends.push(told(await world.sync(device, wholeLife)));
  return ends.join(' | ');
}

/** Killed at one of its calls; a run has a few hundred, most of them near its beginning do not differ much. */
async function crash(world: World, device: Device): Promise<string> {
  const { draws } = world;
  const killAt = 1 + Math.trunc(draws.share() ** 2 * 1500);
  return `at call ${killAt}: ${told(await world.sync(device, { ...wholeLife, killAt, after: draws.chance(0.5) }))}`;
}

const workerActs = {
  edit: (world: World, device: Device) => edit(world, device),
  delete: deleteRow,
  child: addChild,
} as const;

/** The tool works on, and other machines sync, while this one does. */
function meanwhile(world: World, device: Device): (call: string) => Promise<void> {
  let left = 2;
  let isInside = false;
  return async (call) => {
    if (isInside || left === 0 || !world.draws.chance(0.05)) return;
    isInside = true;
    left -= 1;
    const others = world.devices.filter((other) => other !== device);
    const other = world.draws.pick(others);
    if (call.startsWith('remote') && other !== undefined && world.draws.chance(0.4)) {
      world.steps.push(`  meanwhile ${other.machine}: ${told(await world.sync(other, wholeLife))}`);
    } else if (!device.isAway) {
      const name = world.draws.weighted({ edit: 3, delete: 1, child: 3 });
      world.steps.push(`  meanwhile at ${call}: ${workerActs[name](world, device)}`);
    }
    isInside = false;
  };
}

/** The same row on two machines, none knowing of the other's. */
function editOnTwo(world: World, device: Device): string {
  const other = world.draws.pick(world.devices.filter((each) => each !== device && !each.isAway));
  const common = [...device.settled].filter((row) => other?.settled.has(row) === true);
  const token = world.draws.pick(common)?.split(' ')[1];
  if (other === undefined || token === undefined) return 'nothing';
  return `${edit(world, device, token)}; on ${other.machine} ${edit(world, other, token)}`;
}

function toggleTools(_world: World, device: Device): string {
  const isOn = device.streams.has('tools');
  device.streams = new Set(isOn ? ['core'] : ['core', 'tools']);
  return isOn ? 'off' : 'on';
}

function onBoth(world: World, device: Device): string {
  const other = world.draws.pick(world.devices.filter((each) => each !== device && !each.isAway));
  return other === undefined ? 'nothing' : saveOnBoth(world, device, other);
}

function changeWeather({ draws }: World, device: Device): string {
  device.personality = {
    conditions: draws.weighted({ atomic: 3, racy: 1, refused: 1, ignored: 2 }),
    listLagChanges: draws.chance(0.3) ? draws.below(6) : 0,
    ...(draws.chance(0.5) && {
      loses: { seed: draws.below(1_000_000), requestShare: draws.share() * 0.3, replyShare: draws.share() * 0.3 },
    }),
    ...(draws.chance(0.1) && { denied: draws.chance(0.5) ? ('everything' as const) : ('writes' as const) }),
  };
  return JSON.stringify(device.personality);
}

function told(end: SyncEnd): string {
  if (end.kind !== 'done') return JSON.stringify(end);
  const { published, fetched, applied, waiting, parked, brakes, away } = end.report;
  const numbers = `published ${published?.records ?? '-'}, fetched ${fetched.records}, applied ${applied}, wait ${waiting}, parked ${parked}`;
  return `${numbers}${brakes.length > 0 ? ', braked' : ''}${away === null ? '' : `, away ${away.code}`}, ${end.calls} calls`;
}
