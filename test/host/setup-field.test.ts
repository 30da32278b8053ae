import assert from 'node:assert/strict';
import test from 'node:test';
import { fieldOf } from '../../core/host/setup-field.ts';
import type { SetupField } from '../../core/host/api/contract-setup.ts';
import { fail } from '../../core/model/errors.ts';
import { faultOf, troubleOf } from '../../core/remotes/s3/trouble.ts';

const where = 'https://store.example/memory/';

test('whatever a store says against a request is about one field of the form', () => {
  const answers: readonly (readonly [name: string, status: number | null, field: SetupField])[] = [
    ['InvalidAccessKeyId', 403, 'accessKeyId'],
    ['SignatureDoesNotMatch', 403, 'secretAccessKey'],
    ['CredentialsProviderError', null, 'accessKeyId'],
    ['ExpiredToken', 400, 'accessKeyId'],
    ['AccessDenied', 403, 'bucket'],
    ['NoSuchBucket', 404, 'bucket'],
    ['InvalidBucketName', 400, 'bucket'],
    ['QuotaExceeded', 403, 'bucket'],
    ['AuthorizationHeaderMalformed', 400, 'region'],
    ['PermanentRedirect', 301, 'region'],
    ['RequestTimeTooSkewed', 403, 'clock'],
    ['UnknownError', 200, 'endpoint'],
    ['MethodNotAllowed', 405, 'endpoint'],
    ['InternalError', 500, 'endpoint'],
    ['SlowDown', 503, 'endpoint'],
    ['NotImplemented', 501, 'endpoint'],
  ];
  for (const [name, status, field] of answers) {
    const metadata = status === null ? {} : { $metadata: { httpStatusCode: status } };
    const trouble = troubleOf(Object.assign(new Error(name), { name }, metadata));
    assert.ok(trouble !== undefined, name);
    assert.equal(fieldOf(faultOf(trouble, where), { kind: 's3' }), field, name);
  }
  for (const code of ['ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ECONNRESET', 'EPROTO', 'CERT_HAS_EXPIRED']) {
    const trouble = troubleOf(Object.assign(new Error(code), { code }));
    assert.ok(trouble !== undefined, code);
    assert.equal(fieldOf(faultOf(trouble, where), { kind: 's3' }), 'endpoint', code);
  }
});

test('the same fault is about the folder where the place is one', () => {
  const faults = [
    fail('remote-denied', { where: '/a', reason: 'permission denied (EACCES)' }),
    fail('remote-unreachable', { where: '/a', reason: 'no-answer' }),
    fail('remote-missing', { where: '/a' }),
    fail('remote-full', { where: '/a' }),
    fail('remote-folder-inside', { folder: '/a', home: '/' }),
    fail('setting-invalid', { key: '--folder', value: 'a', expected: 'b' }),
  ];
  for (const fault of faults) assert.equal(fieldOf(fault, { kind: 'folder' }), 'folder', fault.code);
});

test('what is about no field, or about the memory here, says so', () => {
  const [folder, s3] = [{ kind: 'folder' }, { kind: 's3' }] as const;
  assert.equal(fieldOf(fail('source-corrupt', { path: '/m', finding: 'x' }), folder), 'memory');
  assert.equal(fieldOf(fail('home-busy', { home: '/h' }), s3), null);
  assert.equal(fieldOf(fail('object-damaged', { key: 'k', finding: 'x' }), s3), null);
  assert.equal(fieldOf(fail('usage', { detail: 'MEMBRIDGE_S3_SECRET_KEY is not set' }), s3), null);
  assert.equal(fieldOf(fail('usage', { detail: 'the passphrase is empty' }), folder), 'passphrase');
  assert.equal(fieldOf(fail('project-plain', { where }), s3), 'encryption');
  assert.equal(fieldOf(fail('already-connected', { setting: 'a', have: 'b', want: 'c' }), s3), 'reconnect');
});
