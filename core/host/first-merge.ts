import type { Watch } from '../engine/machine.ts';
import { alsoInSnapshot, foreseeJoin } from '../engine/records/foresee-join.ts';
import type { MergeMachine } from '../engine/records/sync-records.ts';
import { knownKinds, streamOf } from '../model/records/kinds.ts';
import { isFault } from '../model/errors.ts';
import type { JoinedProject } from './compose/connect.ts';
import type { ConnectPlan } from './compose/connect-plan.ts';
import type { HomeFiles } from './compose/home-files.ts';
import { recordSourceAt } from './compose/merge.ts';
import { withRehearsal } from './compose/rehearsal.ts';
import type { Tools } from './compose/tools.ts';
import { membridgeVersion } from './compose/version.ts';
import { rehearse } from './run-merge.ts';

/** Records that the first sync will move. It deletes nothing. */
export interface FirstMerge {
  readonly upload: number;
  readonly bring: number;
}

/**
 * What the first sync in merge mode will do, found by doing it on a private copy. Without rows here the newest snapshot says
 * most of it in its manifest, and only what the logs have beyond is read; else all logs are. `joined` null: a new project, to
 * which everything goes.
 */
export async function firstMerge(
  plan: ConnectPlan,
  joined: JoinedProject | null,
  files: HomeFiles,
  tools: Tools,
  watch: Watch,
): Promise<FirstMerge> {
  const path = plan.draft.source.path;
  const { settings } = files.settings.read();
  const streams: MergeMachine['streams'] = new Set(settings.syncToolUses ? ['core', 'tools'] : ['core']);
  if (joined === null) return { upload: rowsOf(plan, streams), bring: 0 };
  const { clock, random, at } = tools;
  const records = recordSourceAt(path, { tools, scratchFolder: files.home.scratchFolder });
  const self = { label: plan.draft.label, platform: at.system, version: membridgeVersion };
  const parts = {
    remote: plan.remote,
    seal: joined.seal,
    clock,
    random,
    log: files.log,
    self,
    streams,
    path,
    tool: null,
  };
  const nobody = { yes: true, ask: () => Promise.resolve(false) };
  try {
    const wish = { intent: 'sync', dryRun: true } as const;
    return await withRehearsal({ ...parts, records }, null, tools, async (copy) => {
      const image = rowsOf(plan, streams) === 0 ? await foreseeJoin(copy, tables, watch) : null;
      const { published, applied, waiting } = await rehearse(copy, wish, nobody, watch);
      const read = applied.records + waiting;
      if (image === null) return { upload: published.records, bring: read };
      const twice = read === 0 ? 0 : await alsoInSnapshot(copy, image.found, watch);
      return { upload: published.records, bring: image.rows + read - twice };
    });
  } catch (error) {
    // What is wrong with the store's content is told by the first sync, with what to do; joining needs none of it.
    if (isFault(error) && error.exit === 8) return { upload: rowsOf(plan, streams), bring: 0 };
    throw error;
  }
}

const tables = {
  session: 'sdk_sessions',
  observation: 'observations',
  summary: 'session_summaries',
  prompt: 'user_prompts',
  'tool-use': 'tool_uses',
} as const;

function rowsOf({ source }: ConnectPlan, streams: MergeMachine['streams']): number {
  if (source.kind !== 'present') return 0;
  const { rows } = source.facts;
  return knownKinds
    .filter((kind) => streams.has(streamOf(kind)))
    .reduce((sum, kind) => sum + (rows[tables[kind]] ?? 0), 0);
}
