import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { judgeMachine, thisMachine } from '../../core/cli/runtime.mjs';

const kinds: readonly [version: string, kind: string][] = [
  ['0.12.18', 'old-node'],
  ['12.22.12', 'old-node'],
  ['18.20.8', 'old-node'],
  ['20.20.2', 'old-node'],
  ['21.7.3', 'old-node'],
  ['22.0.0', 'old-node'],
  ['22.21.1', 'old-node'],
  ['22.22.0', 'ok'],
  ['22.23.3', 'ok'],
  ['v22.100.0', 'ok'],
  ['23.11.1', 'old-node'],
  ['24.0.0', 'ok'],
  ['24.21.0', 'ok'],
  ['26.10.0-nightly', 'ok'],
  ['100.0.0', 'ok'],
  ['', 'old-node'],
  ['unknown', 'old-node'],
];
for (const [version, kind] of kinds) {
  test(`Node "${version}" on a 64-bit system is ${kind}`, () => {
    assert.equal(judgeMachine({ version, arch: 'x64' }).kind, kind);
    assert.equal(judgeMachine({ version, arch: 'arm64', glibc: '2.36' }).kind, kind);
  });
}

for (const arch of ['arm', 'ia32', 'mipsel', 'ppc']) {
  test(`a 32-bit ${arch} system is refused whatever its Node`, () => {
    for (const version of ['20.20.2', '24.21.0']) {
      const judgement = judgeMachine({ version, arch });
      assert.equal(judgement.kind, 'unsupported');
      assert.match('fact' in judgement ? judgement.fact : '', new RegExp(`32-bit \\(${arch}\\)`));
    }
  });
}

const libraries: readonly [glibc: string, kind: string][] = [
  ['2.28', 'unsupported'],
  ['2.31', 'unsupported'],
  ['2.34', 'ok'],
  ['2.36', 'ok'],
  ['3.0', 'ok'],
  ['1.99', 'unsupported'],
  ['strange', 'ok'],
];
for (const [glibc, kind] of libraries) {
  test(`the C library ${glibc} is ${kind}`, () => {
    assert.equal(judgeMachine({ version: '24.21.0', arch: 'x64', glibc }).kind, kind);
  });
}

test('every refusal names the fact and the next action, in one sentence without a line break', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('x64', 'arm64', 'arm', 'ia32'), fc.string(), (version, arch, glibc) => {
      const judgement = judgeMachine({ version, arch, glibc });
      if (judgement.kind === 'ok') return;
      assert.match(judgement.next, /^(install|run|update) /);
      assert.ok(judgement.fact.startsWith('Membridge needs '));
    }),
  );
});

test('the machine that runs the tests is one that may', () => {
  assert.equal(thisMachine().version, process.versions.node);
  assert.deepEqual(judgeMachine(thisMachine()), { kind: 'ok' });
});
