import { serviceMachine } from '../host/compose/service-machine.ts';
import { homeFiles } from '../host/compose/home-files.ts';
import { enableLinger, installService, lingers } from '../host/service/install.ts';
import type { ServiceMachine } from '../host/service/service-machine.ts';
import { planService, type ServicePlan } from '../host/service/service-plan.ts';
import { serviceStatus } from '../host/service/service-status.ts';
import type { Scope } from '../host/service/systemd.ts';
import { planRemoval, removeService } from '../host/service/uninstall.ts';
import { fail } from '../model/errors.ts';
import { shellWord } from '../text/shell-word.ts';
import { type Cli, type CommandSpec, dryRunOption, flag, type Options, type Outcome } from './cli.ts';
import { askYes, confirm } from './confirm.ts';
import { statusLines } from './service-lines.ts';

const systemOption = ['--system', 'for the whole machine, under the account that owns the home; needs root'] as const;

const serviceInstallCommand: CommandSpec = {
  name: 'service install',
  summary: 'let this system start Membridge by itself and keep it running',
  options: [systemOption, ['--linger', 'let it run without a login too (loginctl enable-linger)'], dryRunOption],
  examples: [
    'membridge service install --dry-run',
    'membridge service install --yes --linger',
    'membridge service install --system --home /home/pi/.membridge',
  ],
  async run(cli, _args, options) {
    const machine = serviceMachine(cli.tools.at);
    const scope = scopeOf(options);
    const dryRun = flag(options, 'dryRun');
    if (!dryRun) requireRoot(cli, machine, scope, 'install');
    const connection = homeFiles(cli.homePath, cli.tools).settings.read().connection ?? null;
    const plan = await planService(machine, { scope, homeFolder: cli.homePath, connection });
    const before = await serviceStatus(machine, scope, cli.homePath);
    const data = { kind: plan.kind, file: plan.file, text: plan.text, commands: plan.commands, dryRun };
    const isDone = plan.standing === 'current' && (before.active === 'active' || before.active === 'running');
    const say = cli.text.words.service;
    if (isDone) {
      const linger = await offerLinger(cli, machine, plan, options, dryRun);
      return {
        data: { ...data, changed: false, ...linger.data },
        lines: [say.installedAlready(plan.file), ...linger.lines],
      };
    }
    const shown = planLines(cli, plan);
    if (dryRun) return { data: { ...data, changed: true }, lines: shown };
    if (plan.standing === 'foreign') throw fail('service-foreign', { path: plan.file });
    if (!(await confirm(cli, shown, say.installQuestion, say.installAct))) {
      return { data: { ...data, changed: false }, lines: [cli.text.words.nothingChanged] };
    }
    const { keptAs } = await installService(machine, plan, cli.homePath);
    const linger = await offerLinger(cli, machine, plan, options, dryRun);
    const kept = keptAs === null ? [] : [say.keptAs(keptAs)];
    return {
      data: { ...data, changed: true, keptAs, ...linger.data },
      lines: [say.installed(plan.file), ...kept, ...linger.lines],
    };
  },
};

export const serviceUninstallCommand: CommandSpec = {
  name: 'service uninstall',
  summary: 'end the service and remove exactly what installing it wrote',
  options: [systemOption, dryRunOption],
  examples: ['membridge service uninstall --dry-run', 'membridge service uninstall --yes'],
  async run(cli, _args, options) {
    const machine = serviceMachine(cli.tools.at);
    const scope = scopeOf(options);
    const say = cli.text.words.service;
    const plan = planRemoval(machine, scope, cli.homePath);
    const dryRun = flag(options, 'dryRun');
    const data = { file: plan.file, found: plan.found, dryRun };
    if (plan.found === 'absent') {
      return { data: { ...data, changed: false }, lines: [say.notInstalled(plan.file)] };
    }
    const shown = [say.wouldRemove(plan.file), ...(plan.found === 'edited' ? [say.wouldKeepAside(plan.file)] : [])];
    if (dryRun) return { data: { ...data, changed: true }, lines: shown };
    requireRoot(cli, machine, scope, 'uninstall');
    if (plan.found === 'foreign') throw fail('service-foreign', { path: plan.file });
    if (!(await confirm(cli, shown, say.removeQuestion, say.removeAct))) {
      return { data: { ...data, changed: false }, lines: [cli.text.words.nothingChanged] };
    }
    const { keptAs } = await removeService(machine, plan);
    const account = await lingering(cli, machine, scope);
    return {
      data: { ...data, changed: true, keptAs },
      lines: [
        say.removed(plan.file),
        ...(keptAs === null ? [] : [say.keptAs(keptAs)]),
        ...(account === null ? [] : [say.lingerStays(account)]),
      ],
    };
  },
};

const serviceStatusCommand: CommandSpec = {
  name: 'service status',
  summary: 'say whether the service is installed, runs, and can go on doing so',
  options: [systemOption],
  examples: ['membridge service status', 'membridge service status --system --json'],
  async run(cli, _args, options) {
    const machine = serviceMachine(cli.tools.at);
    const scope = scopeOf(options);
    const status = await serviceStatus(machine, scope, cli.homePath);
    const account = (await machine.accountOf(cli.homePath))?.name ?? null;
    return { data: { scope, ...status }, lines: statusLines(cli.text, status, account) };
  },
};

/** In the order of the help. */
export const serviceCommands = [serviceInstallCommand, serviceUninstallCommand, serviceStatusCommand] as const;

function scopeOf(options: Options): Scope {
  return flag(options, 'system') ? 'system' : 'user';
}

/** Root's own home is hardly ever the one that is meant: the command to copy names the person's. */
function requireRoot(cli: Cli, machine: ServiceMachine, scope: Scope, act: 'install' | 'uninstall'): void {
  if (scope === 'user') return;
  const { env } = cli.tools.at;
  const isSudoWithoutHome = Boolean(env['SUDO_USER']) && !env['MEMBRIDGE_HOME'] && cli.homePath.startsWith('/root/');
  if (machine.uid === 0 && !isSudoWithoutHome) return;
  const home = isSudoWithoutHome ? `/home/${env['SUDO_USER']}/.membridge` : cli.homePath;
  const words = ['sudo', machine.node, machine.program, 'service', act, '--system', '--home', home];
  throw fail('service-needs-root', { command: words.map(shellWord).join(' ') });
}

function planLines(cli: Cli, plan: ServicePlan): string[] {
  const say = cli.text.words.service;
  const remarks = [
    ...(plan.standing === 'edited' ? [say.wouldKeepAside(plan.file)] : []),
    ...(plan.limitsMemory === false ? [say.noLimits] : []),
    ...(plan.sandbox === 'plain' ? [say.plainSandbox] : []),
  ];
  const content = plan.text.trimEnd().split('\n');
  const commands = plan.commands.map((words) => `    ${words.join(' ')}`);
  return [
    say.wouldWrite(plan.file),
    '',
    ...content.map((line) => `    ${line}`.trimEnd()),
    '',
    ...remarks,
    say.wouldRun,
    ...commands,
  ];
}

/** Never without a yes to just this, or --linger: it lets every service of the account run without a login. */
async function offerLinger(
  cli: Cli,
  machine: ServiceMachine,
  plan: ServicePlan,
  options: Options,
  dryRun: boolean,
): Promise<Outcome> {
  if (plan.kind !== 'systemd-user' || plan.account === null) return { data: {}, lines: [] };
  const { name } = plan.account;
  const say = cli.text.words.service;
  if ((await lingers(machine, name)) === true) return { data: { linger: true }, lines: [say.lingerYes] };
  const asked = flag(options, 'linger');
  const later = { data: { linger: false }, lines: [say.lingerWhy, say.lingerLater(name)] };
  if (dryRun) return later;
  if (!asked) {
    if (!cli.terminal.isInteractive || cli.yes) return later;
    cli.note(say.lingerWhy);
    if (!(await askYes(cli, say.lingerQuestion(name)))) return { ...later, lines: [say.lingerLater(name)] };
  }
  const linger = await enableLinger(machine, name);
  return { data: { linger }, lines: [linger ? say.lingerOn(name) : say.lingerRefused(name)] };
}

async function lingering(cli: Cli, machine: ServiceMachine, scope: Scope): Promise<string | null> {
  if (machine.platform !== 'linux' || scope === 'system') return null;
  const account = await machine.accountOf(cli.homePath);
  return account !== null && (await lingers(machine, account.name)) === true ? account.name : null;
}
