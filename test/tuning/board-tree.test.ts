import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { boardFacts } from '../../core/model/tune/facts.ts';
import { treeFileBytesMax } from '../../core/model/tune/tree.ts';
import { boardTree } from '../../core/tuning/board-tree.ts';

function place(t: TestContext): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'membridge-board-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const folder of ['tree/etc/sysctl.d', 'tree/proc', 'tree/usr/lib']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  writeFileSync(join(root, 'secret'), 'outside');
  return root;
}

test('links are followed as if the folder were the whole file system, and never lead out of it', (t) => {
  const root = place(t);
  const at = join(root, 'tree');
  writeFileSync(join(at, 'usr/lib/os-release'), 'ID=inside\n');
  symlinkSync('../usr/lib/os-release', join(at, 'etc/os-release'));
  symlinkSync('/usr/lib', join(at, 'lib'));
  symlinkSync('../../../secret', join(at, 'etc/climbing'));
  symlinkSync(join(root, 'secret'), join(at, 'etc/absolute'));
  symlinkSync('round', join(at, 'etc/round'));
  symlinkSync('/dev/null', join(at, 'etc/masked'));
  const tree = boardTree(at);
  for (const path of ['/etc/os-release', '/lib/os-release', '/../lib/os-release']) {
    const found = tree.read(path);
    assert.ok(found.kind === 'text' && found.text === 'ID=inside\n', path);
  }
  for (const path of ['/etc/climbing', '/etc/absolute', '/etc/masked', '/etc/none', '/etc/os-release/below']) {
    assert.deepEqual(tree.read(path), { kind: 'absent' }, path);
  }
  assert.deepEqual(tree.read('/etc/round'), { kind: 'unreadable', reason: 'ELOOP' });
  assert.equal(tree.linkOf('/etc/masked'), '/dev/null');
  assert.equal(tree.linkOf('/usr/lib/os-release'), null);
  assert.deepEqual(tree.names('/lib'), ['os-release']);
  assert.deepEqual([tree.bytesOf('/lib/os-release'), tree.bytesOf('/lib'), tree.bytesOf('/none')], [10, null, null]);
});

test('what is no small text is a finding or nothing, never a crash and never a wait', (t) => {
  const at = join(place(t), 'tree');
  writeFileSync(join(at, 'etc/fstab'), Buffer.from([0xff, 0xfe, 0x00]));
  writeFileSync(join(at, 'etc/sysctl.conf'), Buffer.alloc(treeFileBytesMax + 1, 0x61));
  mkdirSync(join(at, 'proc/meminfo'));
  execFileSync('mkfifo', [join(at, 'proc/swaps')]);
  writeFileSync(join(at, 'etc/rpi-issue'), 'x');
  chmodSync(join(at, 'etc/rpi-issue'), 0o000);
  const { findings, memory } = boardFacts(boardTree(at));
  const reasons = findings.flatMap((each) => (each.code === 'unreadable' ? [`${each.path} ${each.reason}`] : []));
  // Root reads what nobody may.
  assert.deepEqual(reasons.filter((reason) => !reason.startsWith('/etc/rpi-issue')).toSorted(), [
    '/etc/fstab EILSEQ',
    '/etc/sysctl.conf EFBIG',
    '/proc/meminfo EISDIR',
  ]);
  assert.equal(
    reasons.some((reason) => reason === '/etc/rpi-issue EACCES'),
    process.getuid?.() !== 0,
  );
  assert.equal(memory, null);
});

test('the machine that runs this test has facts', (t) => {
  if (process.platform !== 'linux') return t.skip('needs Linux: run it there');
  const { memory, keys, kernel } = boardFacts(boardTree('/'));
  assert.ok(memory !== null && memory.totalBytes > 2 ** 26, 'memory');
  assert.match(kernel ?? '', /^\d+\.\d+/);
  assert.ok((keys.find(({ key }) => key === 'vm.swappiness')?.value ?? -1) >= 0);
});
