/** Everything that the panel can show, each with what its host tells; looked at by looks.test.ts. */
import { listSettings } from '../../core/model/setting-path.ts';
import { settingsDefault } from '../../core/model/settings.ts';
import { checkNames } from '../../core/text/doctor-words.ts';
import type { PanelScene } from './panel-scene.ts';
import { pullPlan } from './force-plans.ts';
import { hostileAnswers, hostilePush, hostileStatus } from './hostile-stories.ts';
import { end } from './panel-page.ts';
import { conflict, conflicts, manyMemories, points, strangeMemory } from './past-stories.ts';
import { answering, devices, kitchenLabel, now, told } from './stories.ts';

export interface Sight {
  readonly name: string;
  readonly path: string;
  /** Is there when the view is drawn. */
  readonly sign: string;
  readonly tell?: (scene: PanelScene) => void;
}

const five = ['nano-pi', kitchenLabel, 'pi', 'desk-of-the-office-on-the-second-floor', 'Старий ноутбук'];
const push = (labels: readonly string[]) => ({
  ...hostilePush,
  lacked: labels.map((label, index) => ({
    label,
    records: index === 0 ? 12_345 : index,
    titles: ['Fix the login timeout', 'Тест довгої назви, яка не вміщується в один рядок вузького вікна', 'А'].slice(
      index % 3,
    ),
  })),
});
const forced = (labels: readonly string[]) => (scene: PanelScene) => {
  const [first, ...others] = devices(14);
  const all = labels.map((label, index) => ({ ...(others[0] ?? { lastSeen: now }), id: `${index}`.repeat(32), label }));
  scene.next.status = told({}, { devices: [first, ...all].filter((each) => each !== undefined) as never });
  scene.next.command = async () => end(push(labels));
};

const settings = listSettings({ format: 1, settings: settingsDefault });
const checks = checkNames.map((name, index) => ({
  name,
  verdict: index === 5 ? 'fail' : index === 12 ? 'warn' : 'ok',
  message:
    'Те, що сказав господар: одне речення мовою сторінки, інколи зі шляхом /home/somebody/.claude-mem/claude-mem.db.',
  next: index === 5 || index === 12 ? 'Звільніть місце, потім перевірте ще раз.' : null,
  code: index === 5 ? 'source-corrupt' : null,
}));
const answers = answering({
  memories: manyMemories(1_000),
  memory: () => strangeMemory,
  points: () => points,
  conflicts: () => conflicts,
  conflict: () => conflict,
});
const short = answering({
  conflict: () => ({
    ...conflict,
    title: 'ab',
    sides: [{ column: 'title', now: 'ab', nowBy: 'nano-pi', lost: 'ac', lostBy: 'laptop', ours: 'lost' }],
  }),
});
const restore = { ok: true, mode: 'merge', bringBack: 1_200, unedit: 1, remove: 3, left: null, historyId: null };
const fault = {
  code: 'remote-unreachable',
  message: 'https://nas.local:9000/memories не відповідає.',
  hint: 'Перевірте мережу, потім спробуйте ще раз.',
};
const state = (word: Parameters<typeof told>[0]) => (scene: PanelScene) => {
  scene.next.status = told(word, { pending: { records: 12 } });
};
const hostile = (scene: PanelScene) => {
  scene.next.status = hostileStatus;
  scene.next.query = hostileAnswers;
  scene.next.command = async () => end(hostilePush);
};

/** Whatever a story does not tell is as usual. */
export function tellUsual({ next }: PanelScene): void {
  next.status = told({}, { devices: devices(14) });
  next.query = answers;
  next.command = async ([name, verb]) => {
    if (name === 'doctor') return end({ ok: false, checks, fixed: [] }, 6);
    if (name === 'config' && verb === 'list') return end({ ok: true, settings, connection: null });
    if (name === 'restore') return end(restore);
    if (name === 'pull') return end(pullPlan);
    if (name === 'undo') return end({ ok: true, undoes: 5, act: 'merge', rows: 14 });
    return end({ ok: true });
  };
}

export const sights: readonly Sight[] = [
  { name: 'home', path: '/', sign: '.lane-bar' },
  {
    name: 'home-offline',
    path: '/',
    sign: '.lane-bar',
    tell: state({ state: 'offline', why: 'remote-unreachable', offlineSince: now - 3_600_000 }),
  },
  {
    name: 'home-paused',
    path: '/',
    sign: '.lane-bar',
    tell: state({ state: 'paused', why: 'until-resumed', pausedUntil: 'until-resumed' }),
  },
  { name: 'home-braked', path: '/', sign: '.lane-bar', tell: state({ state: 'braked', why: 'brake-incoming' }) },
  { name: 'activity', path: '/activity', sign: '.rows > li' },
  {
    name: 'activity-offline',
    path: '/activity',
    sign: '.rows > li',
    tell: state({ state: 'offline', why: 'remote-denied', offlineSince: now - 3_600_000 }),
  },
  { name: 'memories', path: '/memories', sign: '.memories > li' },
  { name: 'memory', path: '/memories/o0', sign: 'article' },
  { name: 'history', path: '/history', sign: '.point' },
  { name: 'restore', path: '/history/r4', sign: '.plan' },
  { name: 'conflicts', path: '/conflicts', sign: '.rows > li', tell: state({ state: 'conflict', why: 'conflict' }) },
  { name: 'conflict-long', path: '/conflicts/3', sign: 'mark' },
  { name: 'conflict-short', path: '/conflicts/3', sign: 'mark', tell: ({ next }) => void (next.query = short) },
  { name: 'devices', path: '/devices', sign: '.facts' },
  { name: 'settings', path: '/settings', sign: '.settings input' },
  { name: 'doctor', path: '/doctor', sign: '.checks' },
  { name: 'force-push-0', path: '/force-push', sign: '.dialog-foot .danger', tell: forced([]) },
  { name: 'force-push-1', path: '/force-push', sign: '.dialog-foot .danger', tell: forced(five.slice(1, 2)) },
  { name: 'force-push-5', path: '/force-push', sign: '.dialog-foot .danger', tell: forced(five) },
  {
    name: 'force-push-failed',
    path: '/force-push',
    sign: '.failure',
    tell: ({ next }) => void (next.command = async () => end({ ok: false, error: fault }, 5)),
  },
  { name: 'force-pull', path: '/force-pull', sign: '.dialog-foot .danger' },
  { name: 'hostile-home', path: '/', sign: '.lane-bar', tell: hostile },
  { name: 'hostile-activity', path: '/activity', sign: '.rows > li', tell: hostile },
  { name: 'memories-hostile', path: '/memories', sign: '.memories > li', tell: hostile },
  { name: 'hostile-memory', path: '/memories/o0', sign: 'article', tell: hostile },
  { name: 'hostile-conflicts', path: '/conflicts', sign: '.rows > li', tell: hostile },
  { name: 'hostile-conflict', path: '/conflicts/1', sign: '.dispute', tell: hostile },
  { name: 'hostile-devices', path: '/devices', sign: '.facts', tell: hostile },
  { name: 'hostile-force-push', path: '/force-push', sign: '.dialog-foot .danger', tell: hostile },
];
