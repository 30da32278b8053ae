/** Everything that the view of the machine can show; looked at by board-looks.test.ts. */
import { memoryBoard } from '../support/memory-board.ts';
import { instant, journalWith, waiting } from '../host/api/board-stories.ts';
import { generatorBoard } from '../support/memory-board.ts';
import { type BoardScene, hostileBoards, tellBoard, wave } from './board-scene.ts';
import { hostileTexts } from './hostile-stories.ts';
import type { Sight } from './sights.ts';
import { now } from './stories.ts';

const long = hostileTexts.join(' ');

/** A machine whose every word was written by somebody who wants to break a page. */
const hostileTree = memoryBoard({
  ...generatorBoard(),
  '/proc/device-tree/model': long,
  '/etc/os-release': `PRETTY_NAME='${long.replaceAll("'", '')}'\n`,
  '/proc/sys/kernel/osrelease': 'x'.repeat(500),
  '/sys/block/zram0/comp_algorithm': `[${'lzo-rle'.repeat(40)}] lz4\n`,
  '/proc/swaps': `Filename Type Size Used Priority\n/dev/zram0 partition 945000 2048 100\n/${'swap'.repeat(60)} file 10 1 -2\n`,
});

const nothing = {
  memory: null,
  swap: null,
  zram: null,
  pressure: { memory: null, io: null, cpu: null },
  paging: null,
  heat: null,
  throttled: null,
  disk: null,
  uptimeMs: null,
};
const worn = {
  device: 'mmcblk0',
  kind: 'emmc',
  writtenBytes: 10 ** 14,
  lifetimeBytes: 10 ** 15,
  wear: { usedPercent: 90, reserve: 'urgent' },
} as const;
const confirmed = { kind: 'confirmed', isDeferred: false, at: instant(now - 86_400_000) } as const;
const drift = [
  { target: 'vm.swappiness', why: 'changed' },
  { target: '/etc/systemd/system/systemd-zram-setup@zram0.service.d/60-membridge.conf', why: 'failed' },
] as const;
const takenBack = {
  kind: 'reverted',
  why: 'not-confirmed',
  at: instant(now - 60_000),
  drift: [...drift],
  needsReboot: true,
} as const;

const sight = (name: string, sign: string, story: BoardScene): Sight => ({
  name: `board-${name}`,
  path: '/board',
  sign,
  tell: (scene) => void tellBoard(scene, story),
});

export const boardSights: readonly Sight[] = [
  sight('usual', '.board-rows', {}),
  sight('waiting', '.board-waiting', { journal: journalWith(waiting(107_000)) }),
  sight('in-force', '.board-stands', { journal: journalWith(confirmed) }),
  sight('unsettled', '.board-stands', { journal: journalWith({ kind: 'prepared' }), sight: 'absent' }),
  sight('taken-back', '#board-back', { journal: journalWith(takenBack) }),
  sight('no-helper', '.command', { sight: 'absent' }),
  sight('forbidden', '.command', { sight: 'forbidden' }),
  sight('reboot', '.badge.at-boot', { tree: 'orange-pi-armbian' }),
  sight('two-owners', '.board-plan', { tree: 'two-owners' }),
  sight('nothing-told', '#gauge-writes', { tree: 'dietpi', samples: wave(3, nothing) }),
  sight('worn', '#gauge-writes', { tree: 'ubuntu', samples: wave(150, { disk: worn }), boards: [] }),
  sight('no-linux', '#board-others', { tree: memoryBoard({}), samples: [] }),
  sight('hostile', '.boards > li', { tree: hostileTree, boards: hostileBoards }),
];
