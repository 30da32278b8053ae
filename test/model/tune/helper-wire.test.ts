import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fail, isFault, type MembridgeError } from '../../../core/model/errors.ts';
import {
  doneLine,
  faultLine,
  type HelperRequest,
  parseAnswer,
  parseRequest,
  requestBytesMax,
  requestLine,
} from '../../../core/model/tune/helper-wire.ts';
import { overlayIds, profileIds } from '../../../core/model/tune/ids.ts';
import { tidyRequest } from './sample-requests.ts';

test('every request that can be said is understood as it was said, in far less than the bound', () => {
  fc.assert(
    fc.property(tidyRequest, (request) => {
      const line = requestLine(request);
      assert.deepEqual(parseRequest(line), request);
      assert.ok(line.length * 10 < requestBytesMax);
    }),
  );
});

const hash = 'a'.repeat(64);
const apply = { format: 1, verb: 'apply', profile: '1gb', overlays: ['sd', 'worker-heavy'], hash };
const refused: Readonly<Record<string, unknown>> = {
  'an unknown verb': { format: 1, verb: 'shell' },
  'no verb': { format: 1 },
  'another format': { ...apply, format: 2 },
  'no format': { ...apply, format: undefined },
  'a field more': { ...apply, root: '/etc' },
  'a field of another verb': { format: 1, verb: 'confirm', onlyLast: true },
  'a path for a profile': { ...apply, profile: '../1gb' },
  'a number for a profile': { ...apply, profile: 1 },
  'a name of every object': { ...apply, profile: 'constructor' },
  'an unknown overlay': { ...apply, overlays: ['tape'] },
  'overlays twice': { ...apply, overlays: ['sd', 'sd'] },
  'overlays in another order': { ...apply, overlays: ['worker-heavy', 'sd'] },
  'two disks': { ...apply, overlays: ['sd', 'nvme'] },
  'more overlays than there are': { ...apply, overlays: Array(200).fill('sd') },
  'a short hash': { ...apply, hash: 'a'.repeat(63) },
  'a hash in capitals': { ...apply, hash: 'A'.repeat(64) },
  'a hash with a line feed': { ...apply, hash: `${'a'.repeat(64)}\n` },
  'a number for a flag': { format: 1, verb: 'revert', onlyLast: 1 },
  'a word for a flag': { format: 1, verb: 'revert', onlyLast: 'true' },
  'a list': [apply],
  'a text': 'confirm',
  'a number': 1,
  nothing: null,
};
for (const [what, value] of Object.entries(refused)) {
  test(`a request with ${what} is refused`, () => {
    assert.equal(parseRequest(`${JSON.stringify(value)}\n`), null);
  });
}

test('only exactly one line is a request', () => {
  const line = requestLine({ format: 1, verb: 'confirm' });
  assert.notEqual(parseRequest(line), null);
  for (const text of [
    '',
    '\n',
    line.trim(),
    `${line}\n`,
    `${line}${line}`,
    `\n${line}`,
    line.slice(0, 9),
    `${line} `,
  ]) {
    assert.equal(parseRequest(text), null, JSON.stringify(text));
  }
  assert.equal(parseRequest('{"format":1,"verb":"confirm","__proto__":{"x":1}}\n'), null);
});

test('no text whatever makes it throw, or be taken for more than it says', () => {
  const nearly = fc.tuple(tidyRequest, fc.string(), fc.nat(400)).map(([request, noise, at]) => {
    const line = requestLine(request);
    return `${line.slice(0, at)}${noise}${line.slice(at)}`;
  });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), nearly), (text) => {
      const request: HelperRequest | null = parseRequest(text);
      if (request === null) return;
      const { profile = null, overlays = [] } = request as { profile?: string | null; overlays?: readonly string[] };
      assert.ok(profile === null || (profileIds as readonly string[]).includes(profile));
      assert.ok(overlays.every((each) => (overlayIds as readonly string[]).includes(each)));
    }),
  );
});

const faults: readonly MembridgeError[] = [
  fail('tune-stopped', { target: '/etc/sysctl.d/99-zz-membridge.conf', reason: 'foreign' }),
  fail('tune-unconfirmed', { leftMs: 4_000 }),
  fail('tune-busy', { folder: '/var/lib/membridge/tuning' }),
  fail('tune-helper-refused', { reason: 'peer' }),
  fail('service-failed', { command: 'systemctl restart x', detail: 'no' }),
  fail('disk-full', { path: '/etc', needBytes: 1, freeBytes: 0 }),
];
test('a fault comes over as it was thrown, code and data', () => {
  for (const fault of faults) {
    assert.throws(
      () => parseAnswer(faultLine(fault)),
      (error) => isFault(error, fault.code) && JSON.stringify(error.data) === JSON.stringify(fault.data),
    );
  }
});

test('a fault that the other side does not know, and a bug, come over as a failed step without a stack', () => {
  for (const error of [fail('home-busy', { home: '/root/x' }), new TypeError('x is not a function')]) {
    const line = faultLine(error);
    assert.doesNotMatch(line, /at |\.ts:/);
    assert.throws(
      () => parseAnswer(line),
      (told) => isFault(told, 'tune-failed'),
    );
  }
});

test('what is no answer of the helper is none, and an answer of a later one is', () => {
  const bad = ['', 'ok', '{}', '{"ok":1}', '{"ok":false,"code":"usage","data":{"detail":"x"}}', '[true]'];
  const wrong = [
    '{"ok":false,"code":"tune-busy","data":{}}',
    '{"ok":true,"changes":[{"id":"1"}]}',
    '{"ok":false,"code":"toString"}',
  ];
  for (const line of [...bad, ...wrong]) assert.equal(parseAnswer(line), null, line);
  assert.deepEqual(parseAnswer(doneLine({ changes: [], more: { x: 1 } })), { changes: [], hash: null });
});
