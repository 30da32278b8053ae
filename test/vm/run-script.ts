// `npm run test:vm [-- --only COURSE,…] [--images FOLDER] [--arch arm64 --node PATH] [--keep]`: changes of settings on a
// real kernel with a real systemd: Debian's cloud kernel in QEMU, emulated. As root, since the images are made in a chroot.
// The images are kept for the next run; what the machines change is done to copies, which are removed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { productDisk, systemImages } from './images.ts';
import type { Machine } from './machine.ts';
import { archs, computers, missing, nodeFor } from './needs.ts';
import { runProgram } from './run-program.ts';
import type { Known } from './scenario.ts';
import { type CourseName, courses } from './scenarios.ts';

const all = Object.keys(courses) as CourseName[];
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: all.join(',') },
    images: { type: 'string', default: join(tmpdir(), 'membridge-vm-images') },
    arch: { type: 'string', default: 'amd64' },
    node: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
/** Of less than a gigabyte. */
const copyMsMax = 5 * 60_000;
const began = performance.now();
process.exitCode = await main();

async function main(): Promise<number> {
  const arch = archs.find((each) => each === values.arch);
  const chosen = all.filter((each) => values.only.split(',').includes(each));
  if (arch === undefined || chosen.length === 0) {
    console.error(`--arch is one of ${archs.join(', ')}; --only of ${all.join(', ')}`);
    return 2;
  }
  const node = values.node ?? nodeFor(arch);
  const lacks = [...missing(arch), ...(node === null ? [`a Node for ${arch}: --node PATH`] : [])];
  if (lacks.length > 0 || node === null) {
    for (const line of lacks) console.error(`needs ${line}`);
    return 2;
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  const folder = mkdtempSync(join(tmpdir(), 'membridge-vm-'));
  const totals = { passed: 0, failed: 0 };
  try {
    const { kernel, disks } = await systemImages(resolve(values.images), arch, say);
    say('the product: built, on a disk of its own');
    const product = await productDisk(folder, resolve(node));
    for (const name of chosen) {
      const disk = join(folder, `${name}.img`);
      // With its holes: most of it is empty.
      await runProgram('cp', ['--sparse=always', disks[courses[name].image], disk], copyMsMax);
      const machine = { computer: computers[arch], kernel, disk, product, folder, say, signal: interrupted.signal };
      await runAll(name, machine, totals);
      if (!values.keep) rmSync(disk);
    }
  } finally {
    if (values.keep) say(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
  if (interrupted.signal.aborted) return 130;
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
  return totals.failed === 0 ? 0 : 1;
}

async function runAll(course: CourseName, machine: Machine, totals: { passed: number; failed: number }): Promise<void> {
  const known: Known = { before: null, plan: null };
  for (const { name, run } of courses[course].scenarios) {
    if (machine.signal.aborted) return;
    say(`${course}: ${name}`);
    try {
      await run(machine, known);
      totals.passed += 1;
      say(`✓ ${course}: ${name}`);
    } catch (error) {
      totals.failed += 1;
      say(`✗ ${course}: ${name}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
}

function say(line: string): void {
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`[${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}] ${line}`);
}
