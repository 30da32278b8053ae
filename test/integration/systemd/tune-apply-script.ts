/**
 * Applies one file of ours to the system that this runs in, as `membridge tune apply` would where there is zram; a container,
 * where the test runs, has no plan of its own. `die`: the program is killed when the file is there.
 */
import { withHands } from '../../../core/host/compose/board-tuning.ts';
import { systemTools } from '../../../core/host/compose/tools.ts';
import { ownHeader, ownPaths } from '../../../core/model/tune/own-files.ts';
import type { TunePlan } from '../../../core/model/tune/plan.ts';
import { sha256Hex } from '../../../core/model/sha256.ts';
import { applyPlan } from '../../../core/tuning/change.ts';

const text = `${ownHeader}\n[zram0]\nzram-size = 319\n`;
const plan: TunePlan = {
  profile: '1gb',
  overlays: [],
  owner: 'zram-generator',
  rows: [],
  steps: [
    {
      kind: 'file',
      path: ownPaths['zram-generator'],
      before: { kind: 'absent' },
      after: { text, sha256: sha256Hex(text), mode: 0o644 },
      needs: 'live',
    },
    { kind: 'unit', act: 'daemon-reload', needs: 'live' },
  ],
  reason: null,
  findings: [],
  needsReboot: false,
  advice: null,
  hash: '0'.repeat(64),
};

const tools = systemTools();
await withHands('/', tools, async (hands) => {
  const chosen =
    process.argv[2] === 'die'
      ? {
          ...hands,
          writeFile(path: string, content: string, mode: number) {
            hands.writeFile(path, content, mode);
            process.kill(process.pid, 'SIGKILL');
          },
        }
      : hands;
  const applied = await applyPlan(chosen, plan, tools.random.hex(8));
  process.stdout.write(`${'rested' in applied ? JSON.stringify(applied.rested.faults) : ''} ${applied.kind}\n`);
});
