import { rootCertificates } from 'node:tls';
import type { S3Client } from '@aws-sdk/client-s3';
import type { StoreManners } from '../../model/known-stores.ts';

/** The keys of an account, asked for when they are needed, so that nothing that is printed ever holds them. */
export type S3Credentials = () => Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string } | null>;

/** One bucket of one store. */
export interface S3Place {
  /** With scheme; no user name in it. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** None: the AWS tools' own are taken (environment, profile, instance). */
  readonly credentials: S3Credentials;
  /** A certificate authority beside the known ones, as PEM. */
  readonly ca?: string;
  readonly manners: Pick<StoreManners, 'connectionsMax'>;
}

export type Sdk = typeof import('@aws-sdk/client-s3');

export interface OpenClient {
  readonly sdk: Sdk;
  readonly client: S3Client;
  /** The `Date` header that came with this output, if one did. */
  dateOf(output: object): string | undefined;
}

const connectMsMax = 10_000;
/** Nothing moves for so long: the way is cut. Above the 20 s that a busy store was seen to take. */
const silenceMsMax = 30_000;
/** An idle socket must not keep a command from ending, and stores close theirs sooner or later. */
const agent = { keepAlive: true, keepAliveMsecs: 10_000 };
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The client library is big and read only here, when somebody really has a bucket. */
export const loadSdk = (): Promise<Sdk> => import('@aws-sdk/client-s3');

/** `onRequest` is called for each HTTP request. */
export async function openClient(place: S3Place, onRequest: () => void): Promise<OpenClient> {
  const sdk = await loadSdk();
  const { endpoint, region, credentials, ca, manners } = place;
  const keys = await credentials();
  const sockets = { ...agent, maxSockets: manners.connectionsMax };
  const client = new sdk.S3Client({
    endpoint,
    region,
    // Stores of one's own have no name per bucket.
    forcePathStyle: true,
    // Only we know what may be sent twice.
    maxAttempts: 1,
    // The newer checksums need trailers that Ceph and R2 do not take.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(keys === null ? {} : { credentials: keys }),
    requestHandler: {
      connectionTimeout: connectMsMax,
      socketTimeout: silenceMsMax,
      httpAgent: sockets,
      httpsAgent: { ...sockets, ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }) },
      logger: silent,
    },
    logger: silent,
  });
  const dates = new WeakMap<object, string>();
  client.middlewareStack.add(
    (next) => async (args) => {
      onRequest();
      const result = await next(args);
      const date = headerOf(result.response, 'date');
      if (date !== undefined && result.output !== undefined) dates.set(result.output, date);
      return result;
    },
    { step: 'deserialize', priority: 'high', name: 'countRequest' },
  );
  return { sdk, client, dateOf: (output) => dates.get(output) };
}

function headerOf(response: unknown, name: string): string | undefined {
  const { headers } = response as { headers?: Record<string, string | undefined> };
  return headers?.[name];
}
