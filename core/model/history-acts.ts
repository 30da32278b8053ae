/** Acts of the history, by the names that are kept; `model/history.ts` says what is kept of each. */
export const historyActs = [
  'push',
  'force-push',
  'pull',
  'force-pull',
  'forced-by-other',
  'restore',
  'import',
  'import-file',
  'undo',
  'merge',
] as const;
