import type { KnownKind } from '../model/records/kinds.ts';

const names: Readonly<Record<KnownKind, string>> = {
  session: 'sessions',
  observation: 'observations',
  summary: 'summaries',
  prompt: 'prompts',
  'tool-use': 'toolUses',
};

/** Rows per kind by the words of `status --json`; tool uses only where they are counted. */
export function rowsByKind(counts: Readonly<Partial<Record<KnownKind, number>>>): Record<string, number> {
  const none = { sessions: 0, observations: 0, summaries: 0, prompts: 0 };
  const named = Object.entries(counts).map(([kind, count]) => [names[kind as KnownKind], count]);
  return { ...none, ...Object.fromEntries(named) };
}
