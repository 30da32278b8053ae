import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceFacts } from '../../model/content.ts';
import { countProjects } from '../../sources/claude-mem/projects.ts';
import type { HomeFiles } from './home-files.ts';
import { chooseSource, sourceAt, type SourceChoice } from './source.ts';
import type { Tools } from './tools.ts';

/** The memory of this machine, as far as a first look tells. */
export type FoundMemory =
  | { readonly kind: 'none'; readonly path: string }
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly tool: string;
      readonly facts: SourceFacts;
      /** Null where the memory knows no projects. */
      readonly projects: number | null;
    };

/** Looks at the memory without a trace: the one that settings name, else claude-mem's. Faults: those of the source. */
export async function findMemory(
  known: SourceChoice | undefined,
  { log }: Pick<HomeFiles, 'log'>,
  tools: Tools,
): Promise<FoundMemory> {
  const scratchFolder = await mkdtemp(join(tmpdir(), 'membridge-look-'));
  try {
    const parts = { tools, log, scratchFolder };
    const { path, kind: tool } = known ?? (await chooseSource(undefined, parts));
    const state = await sourceAt({ path, kind: tool }, parts).inspect();
    if (state.kind !== 'present') return { kind: 'none', path };
    const projects = tool === 'claude-mem' ? await countProjects({ path, scratchFolder, clock: tools.clock }) : null;
    return { kind: 'found', path, tool, facts: state.facts, projects };
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}
