import { fail, type MembridgeError } from '../../model/errors.ts';

/** What an answer that is no success, or no answer, means; `reason` is one of the words that texts explain, or a plain name. */
export type Trouble =
  /** The store says that the key is not there. */
  | { readonly kind: 'absent' }
  /** 404 without a word whether the key or the bucket is meant. */
  | { readonly kind: 'nothing-there' }
  | { readonly kind: 'bucket-missing' }
  /** 412: the condition does not hold. Not carried out. */
  | { readonly kind: 'condition-failed' }
  /** 409: another write of the same key was under way. Not carried out. */
  | { readonly kind: 'concurrent' }
  /** 501: the store knows no conditions. Not carried out. */
  | { readonly kind: 'unsupported' }
  /** Surely not carried out, and worth asking again: a busy store, a bad line, a clock that the client corrects after the first answer. */
  | { readonly kind: 'again'; readonly reason: string }
  | { readonly kind: 'full' }
  | { readonly kind: 'denied'; readonly reason: string }
  /** Nobody was reached: surely not carried out. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** The way or the store failed in the middle: perhaps carried out. */
  | { readonly kind: 'lost'; readonly reason: string };

const kindsByCode: ReadonlyMap<string, Trouble> = new Map<string, Trouble>([
  ['NoSuchKey', { kind: 'absent' }],
  ['NoSuchBucket', { kind: 'bucket-missing' }],
  ['PreconditionFailed', { kind: 'condition-failed' }],
  ['ConditionalRequestConflict', { kind: 'concurrent' }],
  ['NotImplemented', { kind: 'unsupported' }],
  ['SlowDown', { kind: 'again', reason: 'slow-down' }],
  ['SlowDownWrite', { kind: 'again', reason: 'slow-down' }],
  ['TooManyRequests', { kind: 'again', reason: 'slow-down' }],
  ['Throttling', { kind: 'again', reason: 'slow-down' }],
  // The bytes did not come, or came changed: the store took nothing.
  ['RequestTimeout', { kind: 'again', reason: 'no-answer' }],
  ['BadDigest', { kind: 'again', reason: 'no-answer' }],
  ['XAmzContentSHA256Mismatch', { kind: 'again', reason: 'no-answer' }],
  ['RequestTimeTooSkewed', { kind: 'again', reason: 'clock' }],
  ['RequestExpired', { kind: 'again', reason: 'clock' }],
  ['QuotaExceeded', { kind: 'full' }],
  ['XMinioAdminBucketQuotaExceeded', { kind: 'full' }],
  ['XMinioStorageFull', { kind: 'full' }],
  ['InvalidAccessKeyId', { kind: 'denied', reason: 'access-key' }],
  ['SignatureDoesNotMatch', { kind: 'denied', reason: 'secret-key' }],
  ['CredentialsProviderError', { kind: 'denied', reason: 'no-keys' }],
  ['ExpiredToken', { kind: 'denied', reason: 'expired-keys' }],
  ['InvalidToken', { kind: 'denied', reason: 'expired-keys' }],
  ['AccessDenied', { kind: 'denied', reason: 'rights' }],
  ['AllAccessDisabled', { kind: 'denied', reason: 'rights' }],
  ['AuthorizationHeaderMalformed', { kind: 'denied', reason: 'region' }],
  ['PermanentRedirect', { kind: 'denied', reason: 'region' }],
  ['IllegalLocationConstraintException', { kind: 'denied', reason: 'region' }],
  ['InvalidLocationConstraint', { kind: 'denied', reason: 'region' }],
  ['InvalidBucketName', { kind: 'denied', reason: 'bucket-name' }],
]);

const kindsByStatus: ReadonlyMap<number, Trouble> = new Map<number, Trouble>([
  [301, { kind: 'denied', reason: 'region' }],
  [307, { kind: 'denied', reason: 'region' }],
  [401, { kind: 'denied', reason: 'rights' }],
  [403, { kind: 'denied', reason: 'rights' }],
  [404, { kind: 'nothing-there' }],
  [409, { kind: 'concurrent' }],
  [412, { kind: 'condition-failed' }],
  [429, { kind: 'again', reason: 'slow-down' }],
  [501, { kind: 'unsupported' }],
  [507, { kind: 'full' }],
]);

/** Errors of the system: before a connection stands, and of one that did. */
const kindsBySystemCode: ReadonlyMap<string, Trouble> = new Map<string, Trouble>([
  ['ENOTFOUND', { kind: 'not-sent', reason: 'no-such-host' }],
  ['EAI_AGAIN', { kind: 'not-sent', reason: 'no-such-host' }],
  ['ECONNREFUSED', { kind: 'not-sent', reason: 'nobody-listens' }],
  ['EHOSTUNREACH', { kind: 'not-sent', reason: 'no-route' }],
  ['ENETUNREACH', { kind: 'not-sent', reason: 'no-route' }],
  ['ENETDOWN', { kind: 'not-sent', reason: 'no-route' }],
  ['ECONNRESET', { kind: 'lost', reason: 'connection-cut' }],
  ['EPIPE', { kind: 'lost', reason: 'connection-cut' }],
  ['EPROTO', { kind: 'denied', reason: 'not-tls' }],
  ['ERR_SSL_WRONG_VERSION_NUMBER', { kind: 'denied', reason: 'not-tls' }],
]);

const certificateCode =
  /^(?:CERT_|ERR_TLS_CERT|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY|DECRYPT))/;

/** What an error of the S3 client means; undefined for what is none of its errors: a bug, or a fault already. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = statusOf(error);
  const byCode = kindsByCode.get(error.name);
  if (byCode !== undefined) return byCode;
  if (status !== null) return kindsByStatus.get(status) ?? ofOtherStatus(status, error.name);
  const code = systemCodeOf(error);
  if (code !== null && certificateCode.test(code)) return { kind: 'denied', reason: 'certificate' };
  if (code !== null) return kindsBySystemCode.get(code) ?? { kind: 'lost', reason: code };
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return { kind: 'lost', reason: 'no-answer' };
  return undefined;
}

/** The fault to throw. The error itself is not its cause: the client's errors carry what was signed. */
export function faultOf(trouble: Trouble, where: string): MembridgeError {
  switch (trouble.kind) {
    case 'bucket-missing':
      return fail('remote-missing', { where });
    case 'full':
      return fail('remote-full', { where });
    case 'denied':
      return fail('remote-denied', { where, reason: trouble.reason });
    case 'absent':
    case 'nothing-there':
    case 'condition-failed':
      return fail('remote-denied', { where, reason: 'not-a-store' });
    case 'unsupported':
      return fail('remote-denied', { where, reason: 'unsupported' });
    case 'again':
      return trouble.reason === 'clock'
        ? fail('remote-denied', { where, reason: 'clock' })
        : fail('remote-unreachable', { where, reason: trouble.reason });
    case 'concurrent':
      return fail('remote-unreachable', { where, reason: 'slow-down' });
    case 'not-sent':
    case 'lost':
      return fail('remote-unreachable', { where, reason: trouble.reason });
  }
}

function ofOtherStatus(status: number, name: string): Trouble {
  if (status >= 500) return { kind: 'lost', reason: 'store-fault' };
  // A page for people, or an answer that is no XML at all: an S3 store names what it has against a request.
  if (status < 400 || /^(?:UnknownError|Unknown|SyntaxError|Error)$/.test(name))
    return { kind: 'denied', reason: 'not-a-store' };
  return { kind: 'denied', reason: `${name.slice(0, 60)} (HTTP ${status})` };
}

function statusOf(error: Error): number | null {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return null;
  const { httpStatusCode: status } = error.$metadata as { httpStatusCode?: unknown };
  return typeof status === 'number' ? status : null;
}

/** Several addresses that failed come as one AggregateError, which carries the code of the first. */
function systemCodeOf(error: Error): string | null {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : null;
}
