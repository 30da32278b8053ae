import type { SetupDocument, SetupFacts, SetupTest } from '../../core/host/api/contract-setup.ts';
import { knownStores } from '../../core/model/known-stores.ts';
import { setupTest } from '../host/api/api-scene.ts';

export const folder = '/mnt/nas/memory';

/** A laptop with a memory, connected to nothing; `more` is laid over it. */
export function facts(more: Partial<SetupFacts> = {}): SetupFacts {
  return {
    ok: true,
    memory: {
      kind: 'found',
      path: '/home/olena/.claude-mem/claude-mem.db',
      tool: 'claude-mem',
      rows: { sessions: 214, observations: 4_630, summaries: 318, prompts: 214 },
      projects: 12,
      bytes: 48_200_000,
      toolVersion: '13.4.0',
    },
    label: 'laptop',
    project: 'mem',
    connection: null,
    stores,
    folder: null,
    hasKeys: false,
    ...more,
  };
}

/** What each store needs, as the host tells it. */
const stores: SetupFacts['stores'] = knownStores.map((store) => ({
  name: store.name,
  title: store.title,
  kind: store.kind,
  needs: [
    ...(store.kind === 'own' ? (['endpoint'] as const) : []),
    ...(store.endpoint.includes('{account}') ? (['account'] as const) : []),
    ...(store.endpoint.includes('{region}') ? (['region'] as const) : []),
  ],
  endpointExample: store.kind === 'own' ? store.endpoint : null,
  regionExample: store.regionExample ?? null,
  caution:
    store.caution === undefined
      ? null
      : `${store.title} gets no security fixes any more: keep it inside your own network, or move to another store.`,
}));

export const kept: NonNullable<SetupFacts['connection']> = {
  where: folder,
  place: { kind: 'folder', folder },
  project: { name: 'mem', id: 'a'.repeat(16) },
  label: 'laptop',
  mode: 'merge',
  encryption: 'age',
  isLocalHistory: false,
};

export const localHistory: NonNullable<SetupFacts['connection']> = {
  ...kept,
  where: '/home/olena/.membridge/local-history',
  place: { kind: 'folder', folder: '/home/olena/.membridge/local-history' },
  encryption: 'none',
  isLocalHistory: true,
};

/** An empty folder answers. */
export function tested(more: Partial<SetupTest> = {}): SetupTest {
  return setupTest({ where: folder, ...more });
}

export const sealedThere: Partial<SetupTest> = {
  project: { mode: 'merge', encryption: 'age' },
  isNew: false,
  needsPassphrase: true,
};

export function planned(more: Partial<SetupDocument> = {}): SetupDocument {
  return {
    ok: true,
    changed: false,
    created: true,
    dryRun: true,
    makesPlace: false,
    plan: { upload: 5_376, bring: 0, delete: 0, bothHave: false },
    project: { name: 'mem', id: 'a'.repeat(16) },
    device: { id: null, label: 'laptop' },
    mode: 'merge',
    state: 'pending',
    source: { path: '/home/olena/.claude-mem/claude-mem.db', exists: true, rows: { observations: 4_630 } },
    remote: { kind: 'folder', where: folder, encryption: 'age' },
    otherProjects: [],
    cautions: [],
    ...more,
  };
}
