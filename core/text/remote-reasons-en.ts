import type { Sentence } from './sentence.ts';

/** Why a remote did not let us in or was not reached: the words that complete "the store …: …", and what to do. */
export const remoteReasonsEn: Readonly<Record<string, Sentence>> = {
  'access-key': {
    message: 'it does not know the access key',
    hint: 'Check the access key: connect again with `--reconnect` and the right keys.',
  },
  'secret-key': {
    message: 'the secret key does not fit the access key',
    hint: 'Check the secret key (no space, no line end): connect again with `--reconnect` and the right keys.',
  },
  'no-keys': {
    message: 'no keys were found',
    hint: 'Set MEMBRIDGE_S3_ACCESS_KEY and MEMBRIDGE_S3_SECRET_KEY, or connect again with `--reconnect`.',
  },
  'expired-keys': {
    message: 'the keys have expired',
    hint: 'Get new keys and connect again with `--reconnect`; nothing is lost meanwhile.',
  },
  rights: {
    message: 'the keys may not do this',
    hint: 'Give the keys the right to list, read, write and delete in this bucket, and check its name.',
  },
  region: {
    message: 'the bucket is in another region',
    hint: 'Give the region of the bucket: `--region NAME` with `--reconnect`; the endpoint may have to change with it.',
  },
  'bucket-name': { message: 'no bucket can have this name', hint: 'Check the name of the bucket: `--bucket NAME`.' },
  'not-a-store': {
    message: 'something answers there, but not as an S3 store does',
    hint: 'Check the endpoint: the address of the store itself, not of its web console or of the bucket.',
  },
  unsupported: {
    message: 'the store cannot do this',
    hint: 'Check the endpoint; if it is right, this store cannot keep a memory.',
  },
  clock: {
    message: 'the clock of this machine is too far off',
    hint: 'Set the clock of this machine, then try again.',
  },
  certificate: {
    message: 'its certificate is not trusted',
    hint: 'For an authority of your own give its certificate: `--ca FILE` with `--reconnect`.',
  },
  'not-tls': {
    message: 'it does not speak https there',
    hint: 'Check the endpoint: another port, or http:// for a store in your own network.',
  },
  'slow-down': { message: 'it is too busy', hint: 'Try again in a few minutes; nothing is lost meanwhile.' },
  'no-such-host': {
    message: 'there is no such host',
    hint: 'Check the endpoint and the connection; nothing is lost meanwhile.',
  },
  'nobody-listens': {
    message: 'nobody listens there',
    hint: 'Check the port in the endpoint and whether the store runs; nothing is lost meanwhile.',
  },
  'no-route': {
    message: 'there is no way to it from here',
    hint: 'Check the connection, then try again; nothing is lost meanwhile.',
  },
  'no-answer': {
    message: 'no answer in time',
    hint: 'Check the connection, then try again; nothing is lost meanwhile.',
  },
  'connection-cut': {
    message: 'the connection was cut',
    hint: 'Check the connection, then try again; nothing is lost meanwhile.',
  },
  'store-fault': {
    message: 'it reports a fault of its own',
    hint: 'Try again in a few minutes; nothing is lost meanwhile.',
  },
};
