import type { ControlGroup } from './process.ts';

/** The unit that a process belongs to, as systemd sees it. */
export interface Unit {
  readonly kind: 'scope' | 'service' | 'none';
  /** For example `session-3.scope`; empty where no systemd manages processes. */
  readonly name: string;
  /** Down to the unit: equal means together. */
  readonly path: string;
}

/** Words of paths that containers have, whoever runs them. */
const container =
  /(^|[/:_-])(docker|containerd|libpod|podman|kubepods|lxc|crio|cri-o|buildkit|machine\.slice|garden|nspawn)(?=[./:_-]|$)|\/cri-|\/lxc\.|\.nspawn/;

/** The path that gives a container away; null for none. */
export function containerPath(groups: readonly ControlGroup[]): string | null {
  return groups.find(({ path }) => container.test(path))?.path ?? null;
}

/** The innermost unit of a process; null where the hierarchy of units cannot be told. */
export function unitOf(groups: readonly ControlGroup[]): Unit | null {
  const group =
    groups.find(({ controllers }) => controllers === 'name=systemd') ??
    groups.find(({ controllers }) => controllers === '');
  if (group === undefined) return null;
  const words = group.path.split('/');
  const last = words.findLastIndex((word) => /\.(scope|service)$/.test(word));
  if (last < 0) return { kind: 'none', name: '', path: group.path };
  const name = words[last] ?? '';
  return { kind: name.endsWith('.scope') ? 'scope' : 'service', name, path: words.slice(0, last + 1).join('/') };
}

/** Services that start helpers of the catalogue; what runs in any other one is that one's. */
const ownServices: readonly string[] = ['membridge.service', 'claude-mem.service'];

/** True for a unit whose processes are somebody's service. */
export function isForeignService({ kind, name }: Unit): boolean {
  return kind === 'service' && !ownServices.includes(name);
}
