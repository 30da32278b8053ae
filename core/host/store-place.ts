import { fail } from '../model/errors.ts';
import { filledEndpoint, knownStores, storeNamed, type KnownStore } from '../model/known-stores.ts';

/** What a person says of a store: its name, or its address, or both. */
export interface StoreWish {
  readonly store: string | undefined;
  readonly account: string | undefined;
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
}

export interface StorePlace {
  readonly store: KnownStore | undefined;
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
}

/** R2 puts the jurisdiction of a bucket behind the account. */
const accountPattern = /^[a-z0-9-]{1,64}(?:\.(?:eu|us|fedramp))?$/i;
const regionPattern = /^[a-z0-9-]{1,64}$/i;

/**
 * The address and region of a store by its name. An address that is said wins over the template. Throws `setting-invalid`
 * for a name that nobody knows, `usage` for what is missing.
 */
export function storePlace(wish: StoreWish): StorePlace {
  const { account, endpoint, region } = wish;
  if (wish.store === undefined) {
    if (account !== undefined) throw fail('usage', { detail: 'an account belongs to a store: --store NAME' });
    return { store: undefined, endpoint, region };
  }
  const store = storeNamed(wish.store);
  if (store === undefined) {
    const expected = `one of ${knownStores.map(({ name }) => name).join(', ')}`;
    throw fail('setting-invalid', { key: '--store', value: wish.store, expected });
  }
  if (endpoint !== undefined)
    return { store, endpoint, region: region ?? (store.kind === 'own' ? store.region : undefined) };
  if (store.kind === 'own')
    throw fail('usage', { detail: `say where it runs: --s3 URL, for example ${store.endpoint}` });
  requireFit('--account', account, accountPattern, 'the id of an account');
  requireFit('--region', region, regionPattern, 'the name of a region');
  const filled = filledEndpoint(store, wish);
  if (filled.kind === 'endpoint') return { store, endpoint: filled.endpoint.toLowerCase(), region };
  if (filled.what === 'account') throw fail('usage', { detail: 'say which account: --account ID' });
  throw fail('usage', { detail: `say which region: --region NAME, for example ${store.regionExample ?? ''}` });
}

function requireFit(key: string, value: string | undefined, pattern: RegExp, expected: string): void {
  if (value !== undefined && !pattern.test(value)) throw fail('setting-invalid', { key, value, expected });
}
