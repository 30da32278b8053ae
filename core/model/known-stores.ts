/**
 * Stores by name: what has to be known before the first request, so that a person need not know an address. What a store
 * does with conditions is probed, never looked up (protocol.md section 10). All of them take the bucket in the path.
 */
export interface KnownStore {
  /** What people type: `--store r2`. */
  readonly name: string;
  /** What its makers call it. */
  readonly title: string;
  /** `service`: its address follows from the template. `own`: it runs at an address that only its owner knows. */
  readonly kind: 'service' | 'own';
  /** With `{region}` and `{account}`; of an own store where it listens when nobody chose another port. */
  readonly endpoint: string;
  /** The hosts that are surely this store; group 1, where there is one, is the region. */
  readonly host: RegExp;
  /** Where neither a person nor the host tells it; left out where it has to be told. */
  readonly region?: string;
  /** A region as this store writes it. */
  readonly regionExample?: string;
  readonly connectionsMax?: number;
  readonly caution?: StoreCaution;
}

/** What a person should hear before they trust a store; texts explain it. */
export type StoreCaution = 'no-security-fixes';

/** What stores of one's own mostly call themselves. */
const regionDefault = 'us-east-1';
/** As many as the probe's crowd; a store of one's own takes them. */
const connectionsMaxDefault = 32;

const services: readonly KnownStore[] = [
  service('aws', 'Amazon S3', 'https://s3.{region}.amazonaws.com', {
    host: /^s3(?:[.-]([a-z0-9-]+))?\.amazonaws\.com(?:\.cn)?$/,
    regionExample: 'eu-central-1',
  }),
  service('r2', 'Cloudflare R2', 'https://{account}.r2.cloudflarestorage.com', {
    host: /(?:^|\.)r2\.cloudflarestorage\.com$/,
    region: 'auto',
    // R2 answers more parallel uploads with SlowDown.
    connectionsMax: 2,
  }),
  service('b2', 'Backblaze B2', 'https://s3.{region}.backblazeb2.com', {
    host: /^s3\.([a-z0-9-]+)\.backblazeb2\.com$/,
    regionExample: 'eu-central-003',
  }),
  service('wasabi', 'Wasabi', 'https://s3.{region}.wasabisys.com', {
    host: /^s3(?:\.([a-z0-9-]+))?\.wasabisys\.com$/,
    regionExample: 'eu-central-1',
  }),
  service('scaleway', 'Scaleway', 'https://s3.{region}.scw.cloud', {
    host: /^s3\.([a-z0-9-]+)\.scw\.cloud$/,
    regionExample: 'fr-par',
  }),
  service('hetzner', 'Hetzner', 'https://{region}.your-objectstorage.com', {
    host: /^([a-z0-9-]+)\.your-objectstorage\.com$/,
    regionExample: 'fsn1',
  }),
  service('digitalocean', 'DigitalOcean Spaces', 'https://{region}.digitaloceanspaces.com', {
    host: /^([a-z0-9-]+)\.digitaloceanspaces\.com$/,
    regionExample: 'fra1',
  }),
  service('linode', 'Linode', 'https://{region}.linodeobjects.com', {
    host: /^([a-z0-9-]+)\.linodeobjects\.com$/,
    regionExample: 'eu-central-1',
  }),
  service('ovh', 'OVHcloud', 'https://s3.{region}.io.cloud.ovh.net', {
    host: /^s3\.([a-z0-9-]+)\.io\.cloud\.ovh\.net$/,
    regionExample: 'gra',
  }),
  service('tigris', 'Tigris', 'https://t3.storage.dev', {
    host: /^(?:fly\.storage\.tigris\.dev|t3\.storage\.dev)$/,
    region: 'auto',
  }),
];

/** Programs that people run themselves: known by a host named after them; the port alone tells nothing. */
const ownStores: readonly KnownStore[] = [
  { ...own('minio', 'MinIO', 9_000), host: /(?:^|[.-])minio(?:[.-]|$)|^play\.min\.io$/, caution: 'no-security-fixes' },
  own('rustfs', 'RustFS', 9_000),
  own('seaweedfs', 'SeaweedFS', 8_333),
  { ...own('garage', 'Garage', 3_900), region: 'garage' },
  { ...own('ceph', 'Ceph', 7_480), host: /(?:^|[.-])(?:ceph|rgw|radosgw)(?:[.-]|$)/ },
  own('versitygw', 'Versity Gateway', 7_070),
];

export const knownStores: readonly KnownStore[] = [...services, ...ownStores];

/** The store that `--store` names, in any case. */
export function storeNamed(name: string): KnownStore | undefined {
  return knownStores.find((store) => store.name === name.trim().toLowerCase());
}

/** The store whose host an endpoint names; undefined for an address that says nothing. */
export function storeAt(endpoint: string): KnownStore | undefined {
  const host = hostOf(endpoint);
  return knownStores.find((store) => store.host.test(host));
}

export interface StoreManners {
  readonly region: string;
  /** Requests under way at once. */
  readonly connectionsMax: number;
}

/** What to assume of the store at an endpoint until a person says otherwise. */
export function storeManners(endpoint: string): StoreManners {
  const store = storeAt(endpoint);
  const told = store?.host.exec(hostOf(endpoint))?.[1];
  return {
    region: told ?? store?.region ?? regionDefault,
    connectionsMax: store?.connectionsMax ?? connectionsMaxDefault,
  };
}

/** What is still missing to know the address of a service, or the address. `own` stores have none to fill in. */
export function filledEndpoint(
  { endpoint }: Pick<KnownStore, 'endpoint'>,
  given: { readonly region?: string | undefined; readonly account?: string | undefined },
): { readonly kind: 'endpoint'; readonly endpoint: string } | { readonly kind: 'missing'; readonly what: Blank } {
  for (const what of blanks) {
    if (endpoint.includes(`{${what}}`) && !given[what]) return { kind: 'missing', what };
  }
  const filled = blanks.reduce((text, what) => text.replace(`{${what}}`, given[what] ?? ''), endpoint);
  return { kind: 'endpoint', endpoint: filled };
}

const blanks = ['account', 'region'] as const;
type Blank = (typeof blanks)[number];

/** Lower case, without port; '' for what is no address. Without URL, which the model does not have. */
function hostOf(endpoint: string): string {
  return /^https?:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(endpoint)?.[1]?.toLowerCase() ?? '';
}

function service(
  name: string,
  title: string,
  endpoint: string,
  more: Pick<KnownStore, 'host'> & Partial<KnownStore>,
): KnownStore {
  return { kind: 'service', name, title, endpoint, ...more };
}

function own(name: string, title: string, port: number): KnownStore {
  const host = new RegExp(`(?:^|[.-])${name}(?:[.-]|$)`);
  return { kind: 'own', name, title, endpoint: `http://HOST:${port}`, host, region: regionDefault };
}
