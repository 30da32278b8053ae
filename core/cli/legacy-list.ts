import type { LegacyLockView } from '../engine/legacy/lock.ts';
import { legacyProjectIds, lookAtLegacyProject, type LegacyProject } from '../engine/legacy/look.ts';
import type { Cli, Options, Outcome } from './cli.ts';
import { legacySideOf } from './legacy-side.ts';

/** For `import-legacy --list`: everything that lies under `projects/`, whoever made its id. Only reads. */
export async function listLegacy(cli: Cli, options: Options): Promise<Outcome> {
  const { bucket, id: current } = await legacySideOf(cli, options);
  const say = cli.text.words.legacy;
  const projects: LegacyProject[] = [];
  for (const id of await legacyProjectIds(bucket)) projects.push(await lookAtLegacyProject(bucket, id));
  const hasBloom = await bucket.hasBloomArtifacts();
  const lines = projects.flatMap((project) => projectLines(cli, project, project.id === current));
  return {
    data: { where: bucket.where, current, projects, bloomArtifacts: hasBloom },
    lines: [
      projects.length === 0 ? say.listEmpty(bucket.where) : say.listTitle(bucket.where),
      ...lines,
      ...(hasBloom ? [say.bloom] : []),
    ],
  };
}

function projectLines(cli: Cli, project: LegacyProject, isCurrent: boolean): string[] {
  const { words, format } = cli.text;
  const say = words.legacy;
  const { id, manifest, bytes, lease, findings } = project;
  const size = bytes === null ? say.noDatabase : format.bytes(bytes);
  const rows = manifest && manifest.observations + manifest.session_summaries + manifest.user_prompts;
  const facts =
    manifest === null
      ? [size]
      : [manifest.project, words.rows(rows ?? 0), size, manifest.source_host, manifest.timestamp];
  return [
    `  ${id}  ${facts.join(', ')}${isCurrent ? `  (${words.project.ours})` : ''}`,
    ...lockLines(cli, project.lock).map((line) => `      ${line}`),
    ...(lease === null ? [] : [`      ${say.lease(lease.primary_node_id, lease.epoch)}`]),
    ...findings.map((finding) => `      ${finding}`),
  ];
}

function lockLines(cli: Cli, lock: LegacyLockView): string[] {
  const say = cli.text.words.legacy;
  switch (lock.kind) {
    case 'free':
    case 'ours':
      return [];
    case 'lapsed':
      return [say.lockLapsed(lock.host)];
    case 'held':
      return [say.lockHeld(lock.host, cli.text.format.time(lock.freeAtMs))];
  }
}
