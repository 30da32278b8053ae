import { boardAt } from '../host/compose/board.ts';
import { fail } from '../model/errors.ts';
import { type OverlayId, overlayIds, type ProfileId, profileIds, storageIds } from '../model/tune/ids.ts';
import { type PlanWish, tunePlan } from '../model/tune/plan.ts';
import { type CommandSpec, type Options, valueOf } from './cli.ts';
import { factsLines } from './tune-facts-lines.ts';
import { planLines } from './tune-plan-lines.ts';
import { toldFacts } from './tune-told.ts';

export const rootOption = [
  '--root <dir>',
  'another file system than this machine has, for example a copied tree',
] as const;

export const wishOptions = [
  ['--profile <name>', `by the size of memory: ${profileIds.join(', ')} (default: what fits)`],
  ['--overlay <names>', `${overlayIds.join(', ')}; several with a comma (default: the root disk's)`],
] as const;

export const tuneFactsCommand: CommandSpec = {
  name: 'tune facts',
  summary: 'say what this machine is, who owns its zram and swap, and what sets its kernel settings; changes nothing',
  options: [rootOption, ['--device <name>', 'what another machine of this memory told of itself, by its label or id']],
  examples: [
    'membridge tune facts',
    'membridge tune facts --json',
    'membridge tune facts --device kitchen',
    'membridge tune facts --root ./copied-tree',
  ],
  run(cli, _args, options) {
    const device = valueOf(options, 'device');
    if (device !== undefined) return toldFacts(cli, device);
    const { root, facts } = boardAt(valueOf(options, 'root') ?? '/', cli.tools.at);
    return Promise.resolve({ data: { root, ...facts }, lines: factsLines(cli.text, facts) });
  },
};

export const tunePlanCommand: CommandSpec = {
  name: 'tune plan',
  summary: 'say which settings would suit this machine, and what applying them would do; changes nothing',
  options: [rootOption, ...wishOptions],
  examples: [
    'membridge tune plan',
    'membridge tune plan --profile 1gb --overlay sd',
    'membridge tune plan --overlay nvme,worker-heavy --json',
    'membridge tune plan --root ./copied-tree',
  ],
  run(cli, _args, options) {
    const wish = wishIn(options);
    const { root, facts } = boardAt(valueOf(options, 'root') ?? '/', cli.tools.at);
    const plan = tunePlan(facts, wish);
    const { why, reasons, changesNothing } = cli.text.words.tune.plan;
    const data = {
      root,
      ...plan,
      rows: plan.rows.map((row) => ({ ...row, why: why[row.key] })),
      says: plan.reason === null ? null : reasons[plan.reason],
    };
    const end = plan.reason === null ? ['', changesNothing] : [];
    return Promise.resolve({ data, lines: [...planLines(cli.text, facts, plan), ...end] });
  },
};

/** Throws `setting-invalid` for a profile or an overlay that there is not. */
export function wishIn(options: Options): PlanWish {
  return { profile: profileIn(options), overlays: overlaysIn(options) };
}

function profileIn(options: Options): ProfileId | null {
  const value = valueOf(options, 'profile');
  if (value === undefined) return null;
  const wanted = value.toLowerCase().replaceAll(' ', '');
  const found = profileIds.find((id) => id === wanted || id === `${wanted}gb`);
  if (found !== undefined) return found;
  throw fail('setting-invalid', { key: '--profile', value, expected: profileIds.join(', ') });
}

/** In the order of the list, each once: the same wish is the same plan. */
function overlaysIn(options: Options): OverlayId[] {
  const value = valueOf(options, 'overlay');
  if (value === undefined) return [];
  const names = value.split(',').map((name) => name.trim());
  const found = overlayIds.filter((id) => names.includes(id));
  const isKnown = names.every((name) => (overlayIds as readonly string[]).includes(name));
  const disks = found.filter((id) => (storageIds as readonly string[]).includes(id));
  if (isKnown && disks.length <= 1) return found;
  const expected = disks.length > 1 ? storageIds.join(' | ') : overlayIds.join(', ');
  throw fail('setting-invalid', { key: '--overlay', value, expected });
}
