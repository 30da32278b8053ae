import type { ConnectRequest, Place, SetupFacts, SetupField, SetupStore } from '../../core/host/api/contract-setup.ts';

/** Everything that a person entered, for as long as the page is open: it is kept nowhere else. */
export interface Draft {
  /** `here`: nothing but the history that this machine keeps already. */
  readonly kind: Place['kind'] | 'here';
  readonly folder: string;
  /** A name of the known stores; '' for one at an address of its own. */
  readonly store: string;
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly createBucket: boolean;
  /** The keys that are on this machine already are taken. */
  readonly keepsKeys: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly project: string;
  readonly label: string;
  /** Of a new memory. */
  readonly encryption: ConnectRequest['encryption'];
  readonly passphrase: string;
  readonly passphraseAgain: string;
}

/** What the form shows at first. */
export function draftFrom(facts: SetupFacts): Draft {
  const { connection } = facts;
  const place = connection === null || connection.isLocalHistory ? null : connection.place;
  return {
    ...empty,
    folder: facts.folder ?? '',
    keepsKeys: facts.hasKeys,
    project: facts.project,
    label: facts.label,
    ...(place === null ? {} : placeDraft(place)),
  };
}

const empty: Draft = {
  kind: 'folder',
  folder: '',
  store: 'aws',
  endpoint: '',
  region: '',
  account: '',
  bucket: '',
  prefix: '',
  createBucket: false,
  keepsKeys: false,
  accessKeyId: '',
  secretAccessKey: '',
  project: '',
  label: '',
  encryption: 'age',
  passphrase: '',
  passphraseAgain: '',
};

function placeDraft(place: Place): Partial<Draft> {
  if (place.kind === 'folder') return { kind: 'folder', folder: place.folder };
  const { store, endpoint, region, account, bucket, prefix } = place;
  const words = { endpoint: endpoint ?? '', region: region ?? '', account: account ?? '', prefix: prefix ?? '' };
  return { kind: 's3', store: store ?? '', bucket, ...words };
}

/** What has to be said of a bucket at this store; '' is any store at an address of its own. */
export function needsOf(store: SetupStore | undefined): readonly SetupField[] {
  return store?.needs ?? ['endpoint'];
}

/** What is still empty and must not be, in the order of the form. */
export function missingIn(draft: Draft, stores: readonly SetupStore[]): SetupField[] {
  const wanted: readonly SetupField[] =
    draft.kind === 'folder'
      ? ['folder']
      : draft.kind === 'here'
        ? []
        : [
            ...needsOf(storeOf(draft, stores)),
            'bucket',
            ...(draft.keepsKeys ? [] : (['accessKeyId', 'secretAccessKey'] as const)),
          ];
  return wanted.filter((field) => isText(field) && draft[field].trim() === '');
}

export function storeOf({ store }: Pick<Draft, 'store'>, stores: readonly SetupStore[]): SetupStore | undefined {
  return stores.find(({ name }) => name === store);
}

const texts = [
  'folder',
  'endpoint',
  'region',
  'account',
  'bucket',
  'prefix',
  'accessKeyId',
  'secretAccessKey',
  'project',
  'label',
  'passphrase',
] as const satisfies readonly SetupField[];
export type TextField = (typeof texts)[number];

export function isText(field: SetupField): field is TextField {
  return texts.some((each) => each === field);
}

/** What can be typed where one is: a fault about anything else stands by itself. */
export function fieldsAtPlace(draft: Draft, stores: readonly SetupStore[]): readonly SetupField[] {
  if (draft.kind === 'here') return [];
  if (draft.kind === 'folder') return ['folder', 'label', 'project'];
  const keys = draft.keepsKeys ? [] : (['accessKeyId', 'secretAccessKey'] as const);
  return ['store', ...needsOf(storeOf(draft, stores)), 'region', 'bucket', 'prefix', ...keys, 'label', 'project'];
}

/** Null for what needs no place. Only what this store needs is said: the rest may be left from another choice. */
export function placeOf(draft: Draft, stores: readonly SetupStore[]): Place | null {
  if (draft.kind === 'here') return null;
  if (draft.kind === 'folder') return { kind: 'folder', folder: draft.folder.trim() };
  const store = storeOf(draft, stores);
  const needs = needsOf(store);
  const said = (field: 'endpoint' | 'region' | 'account') => (needs.includes(field) ? wordOf(draft[field]) : null);
  return {
    kind: 's3',
    store: store?.name ?? null,
    endpoint: said('endpoint'),
    // A store of one's own may have a region that nobody can guess.
    region: store?.kind === 'service' ? said('region') : wordOf(draft.region),
    account: said('account'),
    bucket: draft.bucket.trim(),
    prefix: wordOf(draft.prefix),
    createBucket: draft.createBucket,
    keys: draft.keepsKeys
      ? null
      : { accessKeyId: draft.accessKeyId.trim(), secretAccessKey: draft.secretAccessKey.trim() },
  };
}

/** What is asked of the host; null where nothing is to be asked. `encryption` is that of the memory there, if there is one. */
export function requestOf(
  draft: Draft,
  stores: readonly SetupStore[],
  { encryption, ...rest }: Pick<ConnectRequest, 'language' | 'encryption' | 'reconnect'>,
): ConnectRequest | null {
  const place = placeOf(draft, stores);
  if (place === null) return null;
  return {
    ...rest,
    place,
    project: wordOf(draft.project),
    label: wordOf(draft.label),
    encryption,
    passphrase: encryption === 'age' ? draft.passphrase : null,
  };
}

/** Nothing needs the secrets any more. */
export function withoutSecrets(draft: Draft): Draft {
  return { ...draft, passphrase: '', passphraseAgain: '', secretAccessKey: '' };
}

export function wordOf(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
