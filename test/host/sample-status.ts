import type { Status } from '../../core/model/status.ts';

/** A machine in merge mode that agrees with a folder, and another one that was seen a minute ago. */
export function sampleStatus(more: Partial<Status> = {}): Status {
  return {
    project: { name: 'mem', id: 'a'.repeat(16) },
    device: { id: '1'.repeat(32), label: 'laptop' },
    mode: 'merge',
    state: 'in-sync',
    why: 'in-sync',
    source: { path: '/m/claude-mem.db', kind: 'claude-mem', exists: true, rows: {}, bytes: 4_096, toolVersion: null },
    remote: { kind: 'folder', where: '/shared', grade: 'A', reachable: true, encryption: 'age' },
    pending: { records: 0 },
    base: { revision: 0, epoch: 0 },
    head: null,
    lease: null,
    devices: [],
    lastSync: null,
    ...more,
  };
}
