/**
 * What is known of stores by the host of their endpoint: only what has to be known before the first request. What a store
 * can do with conditions is probed, never looked up (protocol.md section 10).
 */
interface KnownStore {
  /** Group 1, where there is one, is the region. */
  readonly host: RegExp;
  /** Where the host does not tell it. */
  readonly region?: string;
  readonly connectionsMax?: number;
}

const knownStores: readonly KnownStore[] = [
  { host: /^s3[.-]([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/ },
  // R2 answers more parallel uploads with SlowDown.
  { host: /(?:^|\.)r2\.cloudflarestorage\.com$/, region: 'auto', connectionsMax: 2 },
  { host: /^s3\.([a-z0-9-]+)\.backblazeb2\.com$/ },
  { host: /^s3\.([a-z0-9-]+)\.wasabisys\.com$/ },
  { host: /^s3\.([a-z0-9-]+)\.scw\.cloud$/ },
  { host: /^([a-z0-9-]+)\.your-objectstorage\.com$/ },
  { host: /^([a-z0-9-]+)\.digitaloceanspaces\.com$/ },
  { host: /^([a-z0-9-]+)\.linodeobjects\.com$/ },
  { host: /^(?:fly\.storage\.tigris\.dev|t3\.storage\.dev)$/, region: 'auto' },
];

/** What stores of one's own (MinIO, Ceph, Garage, SeaweedFS …) mostly call themselves. */
const regionDefault = 'us-east-1';
/** As many as the probe's crowd; a store of one's own takes them. */
const connectionsMaxDefault = 32;

export interface StoreManners {
  readonly region: string;
  /** Requests under way at once. */
  readonly connectionsMax: number;
}

/** What to assume of the store at an endpoint until a person says otherwise. */
export function storeManners(endpoint: string): StoreManners {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  for (const { host: pattern, region, connectionsMax = connectionsMaxDefault } of knownStores) {
    const match = pattern.exec(host);
    if (match !== null) return { region: match[1] ?? region ?? regionDefault, connectionsMax };
  }
  return { region: regionDefault, connectionsMax: connectionsMaxDefault };
}
