import type { SetupFault } from '../../core/host/api/contract-setup.ts';
import type { SetupAsk, SetupEnd } from '../../core/host/setup-ask.ts';
import { end, type PanelPage } from './panel-page.ts';
import { facts, planned, tested } from './setup-stories.ts';
import { told } from './stories.ts';

/** As a host is before anybody connected it. */
export const unconnected = { status: null, host: { ...told().host, state: 'setup', why: 'not-connected' } } as const;

/** Claude Code knows nothing of Membridge yet. */
export const noHooks = {
  ok: true,
  settings: '/home/olena/.claude/settings.json',
  hooks: ['SessionStart', 'UserPromptSubmit', 'Stop', 'SessionEnd'].map((event) => ({
    event,
    standing: 'missing',
    gone: null,
  })),
  disabled: false,
  python: [],
  otherHomes: [],
};

/** A machine that is connected to nothing; `answer` says what comes of each step. */
export function scriptSetup(
  { scene }: PanelPage,
  answer: (ask: SetupAsk) => SetupEnd | Promise<SetupEnd> = goesWell,
): void {
  scene.next.status = unconnected;
  scene.next.setupFacts = facts();
  scene.next.setup = async (ask) => answer(ask);
  scene.next.command = async () => end(noHooks);
}

export function goesWell({ step }: SetupAsk): SetupEnd {
  if (step === 'test') return { kind: 'told', answer: tested() };
  return { kind: 'told', answer: planned(step === 'plan' ? {} : { changed: true, dryRun: false }) };
}

export function refused(error: Partial<SetupFault>, exit = 5): SetupEnd {
  const usual = { code: 'remote-unreachable', message: 'The place does not answer.', hint: 'Check the address.' };
  return { kind: 'refused', exit, error: { ...usual, field: null, ...error } };
}

/** What the page asked of the host to connect it, in order. */
export function setupAsks(asked: readonly unknown[]): SetupAsk[] {
  return asked.flatMap((each) =>
    typeof each === 'object' && each !== null && 'setup' in each ? [each.setup as SetupAsk] : [],
  );
}

/** A browser tells of each answer that is a fault, and of each connection that failed. */
export function expectFaults({ complaints }: PanelPage): void {
  complaints.splice(0, complaints.length, ...complaints.filter((line) => !line.includes('Failed to load resource')));
}
