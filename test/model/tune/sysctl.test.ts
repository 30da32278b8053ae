import assert from 'node:assert/strict';
import test from 'node:test';
import { boardFacts } from '../../../core/model/tune/facts.ts';
import { laterFiles, winnerOf } from '../../../core/model/tune/sysctl.ts';
import { type Entries, memoryBoard } from '../../support/memory-board.ts';

const ours = '/etc/sysctl.d/99-zz-membridge.conf';

function swappiness(entries: Entries): string | null {
  const fact = boardFacts(memoryBoard(entries)).keys.find(({ key }) => key === 'vm.swappiness');
  const winner = fact === undefined ? null : winnerOf(fact);
  return winner === null ? null : `${winner.value} of ${winner.path}`;
}

test('the last file by name wins, whatever folder it is in', () => {
  assert.equal(
    swappiness({
      '/etc/sysctl.d/10-a.conf': 'vm.swappiness = 1\n',
      '/usr/lib/sysctl.d/50-b.conf': 'vm.swappiness = 2\n',
      '/run/sysctl.d/20-c.conf': 'vm.swappiness = 3\n',
    }),
    '2 of /usr/lib/sysctl.d/50-b.conf',
  );
});

test('of one name only the file of the first folder counts; an empty one or a link to /dev/null masks it', () => {
  const below = {
    '/usr/lib/sysctl.d/50-b.conf': 'vm.swappiness = 2\n',
    '/lib/sysctl.d/10-a.conf': 'vm.swappiness = 1\n',
  };
  assert.equal(
    swappiness({ ...below, '/etc/sysctl.d/50-b.conf': 'vm.swappiness = 9\n' }),
    '9 of /etc/sysctl.d/50-b.conf',
  );
  for (const mask of ['', '\n', { link: '/dev/null' }]) {
    assert.equal(swappiness({ ...below, '/etc/sysctl.d/50-b.conf': mask }), '1 of /lib/sysctl.d/10-a.conf');
  }
  assert.equal(swappiness({ '/etc/sysctl.d/50-b.backup': 'vm.swappiness = 9\n' }), null);
});

test('keys are told apart by dots and slashes, comments and a minus in front', () => {
  const wins = (line: string) => swappiness({ '/etc/sysctl.d/50-b.conf': `${line}\n` });
  for (const line of ['vm.swappiness=7', 'vm/swappiness = 7', '-vm.swappiness = 7', '  vm.swappiness =7  ']) {
    assert.equal(wins(line), '7 of /etc/sysctl.d/50-b.conf', line);
  }
  for (const line of [
    '#vm.swappiness=7',
    '; vm.swappiness=7',
    'vm.swappiness',
    'net.vm.swappiness=7',
    'vm.swappines=7',
  ]) {
    assert.equal(wins(line), null, line);
  }
});

test('a key that is named itself, or taken out, is left out of every pattern', () => {
  const pattern = { '/etc/sysctl.d/90-z.conf': 'vm.swap* = 5\n' };
  assert.equal(swappiness(pattern), '5 of /etc/sysctl.d/90-z.conf');
  assert.equal(
    swappiness({ ...pattern, '/etc/sysctl.d/10-a.conf': 'vm.swappiness = 1\n' }),
    '1 of /etc/sysctl.d/10-a.conf',
  );
  assert.equal(swappiness({ ...pattern, '/etc/sysctl.d/10-a.conf': '-vm.swappiness\n' }), null);
});

test('what comes after our file and says something else is seen: a later name, sysctl.conf, the other half of a pair', () => {
  const later = (entries: Entries, key: 'vm.swappiness' | 'vm.dirty_bytes' = 'vm.swappiness') =>
    laterFiles(boardFacts(memoryBoard(entries)).keys, key, ours, 100).map(({ path }) => path);
  assert.deepEqual(later({ '/etc/sysctl.d/99-sysctl.conf': 'vm.swappiness=5' }), []);
  assert.deepEqual(later({ [ours]: 'vm.swappiness=5' }), []);
  assert.deepEqual(later({ '/etc/sysctl.d/99-zzz.conf': 'vm.swappiness=5' }), ['/etc/sysctl.d/99-zzz.conf']);
  assert.deepEqual(later({ '/usr/lib/sysctl.d/z.conf': 'vm.swappiness=5' }), ['/usr/lib/sysctl.d/z.conf']);
  assert.deepEqual(later({ '/usr/lib/sysctl.d/z.conf': 'vm.swappiness=100' }), []);
  assert.deepEqual(later({ '/etc/sysctl.conf': 'vm.swappiness=5' }), ['/etc/sysctl.conf']);
  assert.deepEqual(later({ '/etc/sysctl.conf': 'vm.dirty_ratio=5' }, 'vm.dirty_bytes'), ['/etc/sysctl.conf']);
});
