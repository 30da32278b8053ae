import assert from 'node:assert/strict';
import test from 'node:test';
import { redactor } from '../../../core/host/doctor/redaction.ts';

const redact = redactor([
  { value: '/home/olena', instead: '~', as: 'text' },
  { value: '/home/olena/Sync/memory', instead: '<folder>', as: 'text' },
  { value: 'olena', instead: '<user>', as: 'word' },
  { value: 'Ноутбук', instead: '<machine>', as: 'word' },
  { value: 'board-2 (attic)', instead: '<machine>', as: 'word' },
  { value: 'a+b(c', instead: '[secret]', as: 'text' },
  { value: '', instead: '<never>', as: 'text' },
]);

test('what is known to be private is replaced, the longest first', () => {
  const said: readonly (readonly [string, string])[] = [
    ['/home/olena/Sync/memory answers', '<folder> answers'],
    ['/home/olena/.membridge belongs to you', '~/.membridge belongs to you'],
    ['Olena wrote', '<user> wrote'],
    ['olenas', 'olenas'],
    ['took it of board-2 (attic) today', 'took it of <machine> today'],
    ['ноутбук publishes', '<machine> publishes'],
    ['x=a+b(c.', 'x=[secret].'],
  ];
  for (const [before, after] of said) assert.equal(redact(before), after);
});

test('addresses, other paths, mail and keys are replaced though nobody knew them', () => {
  const said: readonly (readonly [string, RegExp])[] = [
    ['https://minio.example.com:9000/bucket/x answers', /^https:\/\/<store-[0-9a-f]{8}>\/… answers$/],
    ['https://user:password@minio.example.com:9000/x', /^https:\/\/<store-[0-9a-f]{8}>\/…$/],
    ['http://127.0.0.1:9000/bucket', /^http:\/\/127\.0\.0\.1:9000\/…$/],
    ['connect to 192.168.1.77 failed', /^connect to <ip> failed$/],
    ['/mnt/nas/Family of Olena/x.db', /^<path>$/],
    ['the file /mnt/nas/x.db is gone', /^the file <path> is gone$/],
    [String.raw`C:\Users\Olena Ivanenko\x.db`, /^<path>$/],
    ['write to anna@example.com', /^write to <mail>$/],
    ['AGE-SECRET-KEY-1QQQQ', /^\[secret\]$/],
  ];
  for (const [before, after] of said) assert.match(String(redact(before)), after);
});

test('one host has one word, another host another; versions, times and names of ours stay', () => {
  const of = (host: string) => redact(`https://${host}/a`);
  assert.equal(of('store.example.com'), of('STORE.example.com'));
  assert.notEqual(of('store.example.com'), of('other.example.com'));
  for (const text of ['Node 24.21.0', '2026-11-21T11:00:00.000Z', 'head/0000000001.json', 'linux-x64', '1/2']) {
    assert.equal(redact(text), text);
  }
});

test('names of fields are looked at too, other values stay as they are', () => {
  assert.deepEqual(redact({ 'olena notes': 5, list: [null, true, { at: '/home/olena/x' }] }), {
    '<user> notes': 5,
    list: [null, true, { at: '~/x' }],
  });
});
