import assert from 'node:assert/strict';
import test from 'node:test';
import { looksLikeApi, pathOf } from '../../../core/host/api/request-path.ts';

test('an honest path is decoded once', () => {
  const paths: Record<string, string> = {
    'http://h': '/',
    'http://h/': '/',
    'http://h/?a=/b//c': '/',
    'http://h/assets/app-1a2b3c4d.js#x': '/assets/app-1a2b3c4d.js',
    'http://h/%D0%BF%D0%B0%D0%BC': '/пам',
    'http://h/a%20b': '/a b',
    'app://membridge/api/status': '/api/status',
  };
  for (const [url, path] of Object.entries(paths)) assert.equal(pathOf(url), path, url);
});

test('a path with two readings is none', () => {
  const tricks = [
    '//etc/passwd',
    '/a//b',
    '/..',
    '/a/../b',
    '/a/.',
    '/%2e%2e/x',
    '/%2E%2e',
    '/a%2fb',
    '/a%5Cb',
    '/a\\b',
    '/%00',
    '/%0a',
  ];
  const broken = ['/%', '/%zz', '/%c0%af', '/%e0%80%af', '/%252e', '/%25', `/${'a'.repeat(2_000)}`];
  for (const path of [...tricks, ...broken]) assert.equal(pathOf(`http://h${path}`), null, path);
});

test('whatever could be read as a path of the API counts as one', () => {
  for (const path of [
    '/api',
    '/api/',
    '/api/x',
    '/API/x',
    '//api/x',
    '/%61pi/x',
    '/api%2fx',
    '/api%5cx',
    '/api?x',
    '/\\api\\x',
  ])
    assert.equal(looksLikeApi(`http://h${path}`), true, path);
  for (const path of ['/', '/apis', '/health', '/x/api/', '/api.js', '/?/api/'])
    assert.equal(looksLikeApi(`http://h${path}`), false, path);
});
