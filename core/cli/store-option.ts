import { homeFiles } from '../host/compose/home-files.ts';
import type { S3Wish } from '../host/connection-wish.ts';
import { storePlace } from '../host/store-place.ts';
import { knownStores, storeAt, storeNamed, type KnownStore } from '../model/known-stores.ts';
import type { RemoteSettings } from '../model/settings.ts';
import type { Text } from '../text/text.ts';
import { flag, valueOf, type Cli, type Options } from './cli.ts';
import { keysForStore } from './store-keys.ts';

const namesOf = (kind: KnownStore['kind']) =>
  knownStores
    .filter((store) => store.kind === kind)
    .map(({ name }) => name)
    .join(', ');

/** The options of `init` that say which bucket of which store. */
export const storeOptions = [
  ['--s3 <url>', 'where the memory is kept: the address of an S3-compatible store'],
  [
    '--store <name>',
    `the store by its name. With --region its address is known: ${namesOf('service')} (r2: with --account). At your own address, with --s3: ${namesOf('own')}`,
  ],
  [
    '--account <id>',
    'your account at that store, where its address needs it (r2: ID, or ID.eu for a bucket in the EU)',
  ],
  ['--bucket <name>', 'the bucket at that store'],
  ['--region <name>', 'its region (default: told by the address, else us-east-1)'],
  ['--prefix <names>', 'keep everything below these names in the bucket'],
  ['--create-bucket', 'make the bucket if it is not there'],
  ['--ca <file>', "the certificate of your own store's authority (PEM)"],
] as const;

/** What these options ask for; undefined when none of them was given. `caFile` is absolute. */
export function bucketOf(cli: Cli, options: Options, caFile: string | undefined): S3Wish | undefined {
  const said = {
    store: valueOf(options, 'store'),
    account: valueOf(options, 'account'),
    endpoint: valueOf(options, 's3'),
    region: valueOf(options, 'region'),
    bucket: valueOf(options, 'bucket'),
    prefix: valueOf(options, 'prefix'),
  };
  const createBucket = flag(options, 'createBucket');
  if (!createBucket && [...Object.values(said), caFile].every((value) => value === undefined)) return undefined;
  const { store, endpoint, region } = storePlace(said);
  const { bucket, prefix } = said;
  const keys = keysForStore(cli, homeFiles(cli.homePath, cli.tools));
  return { store: store?.name, endpoint, region, bucket, prefix, caFile, createBucket, keys };
}

/** The store that a connection goes to, as far as its name or its address tells. */
export function storeOf(named: string | undefined, remote: RemoteSettings): KnownStore | undefined {
  if (remote.kind !== 's3') return undefined;
  return named === undefined ? storeAt(remote.endpoint) : storeNamed(named);
}

/** What a person should know of a store before they trust it with their memory. */
export function storeLines(store: KnownStore | undefined, { words }: Text): string[] {
  if (store?.caution === undefined) return [];
  return [words.connect.cautions[store.caution](store.title)];
}
