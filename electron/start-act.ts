import type { TrayAct } from './tray-menu.ts';

/** The words of our desktop entry's actions: a menu for whoever has no tray. */
export const startWords = { sync: '--sync', settings: '--settings', quit: '--quit' } as const;

/** What a start asks of the shell that runs already. Chromium keeps no order of words, and one that is not ours opens the window. */
export function startAct(words: readonly string[]): TrayAct {
  if (words.includes(startWords.quit)) return { kind: 'quit' };
  if (words.includes(startWords.sync)) return { kind: 'wake' };
  return { kind: 'open', path: words.includes(startWords.settings) ? '/settings' : null };
}

/** What the first start shows: of the panel, or null where it was left. A host that starts looks by itself. */
export function startPath(words: readonly string[]): string | null {
  const act = startAct(words);
  return act.kind === 'open' ? act.path : null;
}
