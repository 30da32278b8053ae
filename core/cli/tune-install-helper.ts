import { waitingIn } from '../host/compose/board-look.ts';
import { helperMachine } from '../host/compose/helper-machine.ts';
import { installHelper } from '../host/service/helper-install.ts';
import type { HelperMachine } from '../host/service/helper-machine.ts';
import { type HelperPlan, planHelper } from '../host/service/helper-plan.ts';
import { planHelperRemoval, removeHelper } from '../host/service/helper-removal.ts';
import { fail } from '../model/errors.ts';
import { helperGroup, helperSocket } from '../model/tune/helper-wire.ts';
import { type Cli, type CommandSpec, dryRunOption, flag, valueOf } from './cli.ts';
import { confirm } from './confirm.ts';
import { requireRoot } from './tune-root.ts';
import { revertCommand, standsHere } from './tune-left.ts';

export const tuneInstallHelperCommand: CommandSpec = {
  name: 'tune install-helper',
  summary: 'set up a small helper of root, so that the service and the panel can tune without root; needs root once',
  options: [['--allow <accounts>', 'who may ask it beside root; several with a comma'], dryRunOption],
  examples: [
    'membridge tune install-helper --dry-run',
    'membridge tune install-helper --allow pi',
    'membridge tune install-helper --allow pi --yes --json',
  ],
  async run(cli, _args, options) {
    const machine = helperMachine(cli.tools.at);
    const allow = accountsIn(valueOf(options, 'allow'));
    const dryRun = flag(options, 'dryRun');
    if (!dryRun)
      requireRoot(cli, '/', helperWords('install-helper', ...(allow.length === 0 ? [] : ['--allow', allow.join()])));
    const plan = await planHelper(machine, allow);
    const say = cli.text.words.tune.helper;
    const data = dataOf(plan, dryRun);
    if (plan.isDone) return { data: { ...data, changed: false }, lines: [say.installedAlready(helperSocket)] };
    const shown = planLines(cli, machine, plan);
    if (dryRun) return { data: { ...data, changed: true }, lines: [...shown, '', cli.text.words.dryRun] };
    refuseWhileWaiting(cli);
    if (!(await confirm(cli, shown, say.question, say.act))) {
      return { data: { ...data, changed: false }, lines: [cli.text.words.nothingChanged] };
    }
    const { keptAs, left } = await installHelper(machine, plan);
    return {
      data: { ...data, changed: true, keptAs, left },
      lines: [
        say.installed(helperSocket),
        ...left.map((folder) => say.olderStays(folder)),
        ...keptAs.map((file) => cli.text.words.service.keptAs(file)),
        ...(plan.group.add.length === 0 ? [] : [say.signInAnew(plan.group.add.join(', '))]),
        say.undo,
      ],
    };
  },
};

export const tuneRemoveHelperCommand: CommandSpec = {
  name: 'tune remove-helper',
  summary: 'remove exactly what `tune install-helper` set up; settings that were applied stay',
  options: [dryRunOption],
  examples: ['membridge tune remove-helper --dry-run', 'membridge tune remove-helper --yes'],
  async run(cli, _args, options) {
    const machine = helperMachine(cli.tools.at);
    const say = cli.text.words.tune.helper;
    const dryRun = flag(options, 'dryRun');
    const removal = await planHelperRemoval(machine);
    const { units, members, copies } = removal;
    const data = { units, group: removal.hasGroup ? helperGroup : null, members, copies, dryRun };
    if (removal.isNothing) return { data: { ...data, changed: false }, lines: [say.nothing] };
    const service = cli.text.words.service;
    const shown = [
      ...units.flatMap(({ file, found }) => [
        say.wouldRemove(file),
        ...(found === 'edited' ? [service.wouldKeepAside(file)] : []),
      ]),
      ...(removal.hasGroup ? [say.wouldRemoveGroup(helperGroup, membersWords(cli, members))] : []),
      ...copies.map((folder) => say.wouldRemove(folder)),
    ];
    const stays = standsHere(cli) ? [say.settingsStay(revertCommand(cli))] : [];
    if (dryRun) return { data: { ...data, changed: true }, lines: [...shown, ...stays, '', cli.text.words.dryRun] };
    requireRoot(cli, '/', helperWords('remove-helper'));
    refuseWhileWaiting(cli);
    if (!(await confirm(cli, [...shown, ...stays], say.removeQuestion, say.removeAct))) {
      return { data: { ...data, changed: false }, lines: [cli.text.words.nothingChanged] };
    }
    const keptAs = await removeHelper(machine, removal);
    return {
      data: { ...data, changed: true, keptAs },
      lines: [say.removed, ...keptAs.map((file) => service.keptAs(file)), ...stays],
    };
  },
};

function accountsIn(value: string | undefined): string[] {
  const names = (value ?? '').split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

function helperWords(...words: readonly string[]): string[] {
  return ['membridge', 'tune', ...words];
}

/** What would take it back at the next boot starts from the helper's folder. */
function refuseWhileWaiting(cli: Cli): void {
  const leftMs = waitingIn('/', cli.tools);
  if (leftMs !== null) throw fail('tune-unconfirmed', { leftMs });
}

function dataOf(plan: HelperPlan, dryRun: boolean): Readonly<Record<string, unknown>> {
  const { node, folder, copy, group, units, commands, older } = plan;
  return {
    socket: helperSocket,
    group: helperGroup,
    allow: group.add,
    members: group.members,
    node,
    folder,
    copyBytes: copy === null || copy.isThere ? 0 : copy.release.bytes,
    units: units.map(({ file, text }) => ({ file, text })),
    commands,
    older,
    dryRun,
  };
}

function planLines(cli: Cli, machine: HelperMachine, plan: HelperPlan): string[] {
  const { words, format } = cli.text;
  const say = words.tune.helper;
  const { copy, group, units, commands, older } = plan;
  const program =
    copy === null
      ? [say.inPlace(plan.node, plan.folder)]
      : [
          say.copies(machine.folder, plan.folder, format.bytes(copy.release.bytes)),
          ...(copy.withNode ? [say.copiesNode(machine.node)] : []),
        ];
  const who = [
    group.isThere ? say.groupThere(helperGroup, membersWords(cli, group.members)) : say.groupNew(helperGroup),
    ...(group.add.length === 0 && group.members.length === 0
      ? [say.addsNobody(cli.tools.at.env['SUDO_USER'] ?? '')]
      : group.add.map((name) => say.adds(name))),
  ];
  const written = units.flatMap(({ file, text, standing }) =>
    standing === 'current'
      ? []
      : [
          words.service.wouldWrite(file),
          '',
          ...text
            .trimEnd()
            .split('\n')
            .map((line) => `    ${line}`.trimEnd()),
          '',
          ...(standing === 'edited' ? [words.service.wouldKeepAside(file)] : []),
        ],
  );
  return [
    ...say.what,
    '',
    ...program,
    ...who,
    '',
    ...written,
    words.service.wouldRun,
    ...commands.map((line) => `    ${line.join(' ')}`),
    ...older.map((folder) => say.olderGoes(folder)),
  ];
}

function membersWords(cli: Cli, members: readonly string[]): string {
  return members.length === 0 ? cli.text.words.tune.helper.nobodyIn : members.join(', ');
}
