/** What a force push and a force pull say they would do, where records are merged. */

import { kitchenLabel } from './stories.ts';

export const pushPlan = {
  ok: true,
  command: 'push',
  mode: 'merge',
  dryRun: true,
  state: 'planned',
  deletes: 14,
  edits: 2,
  revives: 1,
  leftAlone: 3,
  lacked: [
    { label: 'nano-pi', records: 13, titles: ['Fix the login timeout', '<b>bold</b> & "quoted"', 'Тест довгої назви'] },
    { label: kitchenLabel, records: 1, titles: ['Прибрати на кухні'] },
  ],
  restorePoint: null,
  historyId: null,
};

export const pullPlan = {
  ok: true,
  command: 'pull',
  mode: 'merge',
  state: 'planned',
  removed: 4,
  rows: 1,
  left: 0,
  historyId: null,
};
