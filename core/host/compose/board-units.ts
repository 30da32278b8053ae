import { confirmMs, guardTimer } from '../../model/tune/guard.ts';
import { fail } from '../../model/errors.ts';
import type { UnitManager } from '../../tuning/tree-hands.ts';

/** A command line of the system's own programs, in words. */
type Words = readonly [string, ...string[]];
export type RunProgram = (words: Words) => Promise<{ readonly code: number | null; readonly stderr: string }>;

/** Our program in words, up to where its command stands. */
export interface OwnProgram {
  readonly node: string;
  readonly program: string;
}

/** The systemd of this machine. Throws `service-failed` for what it refuses. */
export function systemdUnits(run: RunProgram, own: OwnProgram): UnitManager {
  const must = async (words: Words) => {
    const { code, stderr } = await run(words);
    if (code !== 0)
      throw fail('service-failed', { command: words.join(' '), detail: stderr.trim().slice(0, detailChars) });
  };
  return {
    isReal: true,
    reload: () => must(reloadWords),
    async restart(unit) {
      for (const words of restartWords(unit)) await must(words);
    },
    compressWith: async (algorithm) => void (await run(compressWords(algorithm))),
    stop: async (unit) => void (await run(['systemctl', 'stop', unit])),
    async startTimer(id) {
      // One of an earlier act would go off too early.
      await run(stopWords);
      await must(timerWords(own, id));
    },
    // It may have gone off, or never have been there.
    stopTimer: async () => void (await run(stopWords)),
    forget: async () => void (await run(reloadWords)),
  };
}

/** Of a tree that no systemd runs from: `listed` grows by what would be run. */
export function listedUnits(own: OwnProgram, listed: string[]): UnitManager {
  const list = (words: Words) => {
    listed.push(words.join(' '));
    return Promise.resolve();
  };
  return {
    isReal: false,
    reload: () => list(reloadWords),
    async restart(unit) {
      for (const words of restartWords(unit)) await list(words);
    },
    compressWith: (algorithm) => list(compressWords(algorithm)),
    stop: (unit) => list(['systemctl', 'stop', unit]),
    startTimer: (id) => list(timerWords(own, id)),
    stopTimer: () => list(stopWords),
    forget: () => list(reloadWords),
  };
}

/** What systemd says when it refuses is a line or two. */
const detailChars = 300;
const reloadWords: Words = ['systemctl', 'daemon-reload'];
const stopWords: Words = ['systemctl', 'stop', `${guardTimer}.timer`];

/** The generator's swap is a unit of its own, which the restart only stops. */
function restartWords(unit: string): Words[] {
  const swap: Words[] = unit === 'systemd-zram-setup@zram0.service' ? [['systemctl', 'start', 'dev-zram0.swap']] : [];
  return [['systemctl', 'restart', unit], ...swap];
}

/** By systemd, as the owner's unit does: to our root helper /sys is read-only. It has ended when this returns. */
function compressWords(algorithm: string): Words {
  const script = 'echo "$0" > /sys/block/zram0/comp_algorithm';
  // With its default dependencies the start of any unit asks for all swap, and the device would be set up before.
  const unit = ['--collect', '--property=Type=oneshot', '--property=DefaultDependencies=no'];
  return ['systemd-run', '--quiet', ...unit, '--', '/bin/sh', '-c', script, algorithm];
}

/** A timer that lives in systemd: it outlives us, and goes with the boot. */
function timerWords({ node, program }: OwnProgram, id: string): Words {
  const timer = [`--unit=${guardTimer}`, `--on-active=${confirmMs / 1000}`, '--timer-property=AccuracySec=1s'];
  return ['systemd-run', '--quiet', '--collect', ...timer, '--', node, program, 'tune', 'recover', '--unconfirmed', id];
}
