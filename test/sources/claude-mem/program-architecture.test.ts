import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { programArchitecture } from '../../../core/sources/claude-mem/program-architecture.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

function elf(machine: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF\x02\x01', 'latin1');
  head.writeUInt16LE(machine, 18);
  return head;
}

function mach(magic: 'thin' | 'fat', cpu: number): Buffer {
  const head = Buffer.alloc(64);
  if (magic === 'thin') head.writeUInt32LE(0xfeed_facf, 0);
  else head.writeUInt32BE(0xcafe_babe, 0);
  head.writeUInt32LE(cpu, 4);
  return head;
}

function pe(machine: number): Buffer {
  const head = Buffer.alloc(256);
  head.write('MZ', 'latin1');
  head.writeUInt32LE(0x80, 0x3c);
  head.write('PE\0\0', 0x80, 'latin1');
  head.writeUInt16LE(machine, 0x84);
  return head;
}

test('the header of a program tells what processor it was made for', async (t) => {
  const folder = await scratchFolder(t, 'programs');
  const programs: readonly (readonly [Buffer, string | null])[] = [
    [elf(0x3e), 'x64'],
    [elf(0xb7), 'arm64'],
    [elf(0x28), 'arm'],
    [elf(0xf3), null],
    [mach('thin', 0x0100_000c), 'arm64'],
    [mach('thin', 0x0100_0007), 'x64'],
    [mach('fat', 0), 'universal'],
    [pe(0x8664), 'x64'],
    [pe(0xaa64), 'arm64'],
    [Buffer.from(`#!/bin/sh\n${'#'.repeat(80)}\n`), null],
    [Buffer.from('MZ'), null],
    [Buffer.concat([Buffer.from('MZ'), Buffer.alloc(80, 0xff)]), null],
    [Buffer.alloc(0), null],
  ];
  for (const [index, [bytes, architecture]] of programs.entries()) {
    const path = join(folder, String(index));
    writeFileSync(path, bytes);
    assert.equal(await programArchitecture(path), architecture, String(index));
  }
  assert.equal(await programArchitecture(join(folder, 'none')), null);
  assert.equal(await programArchitecture(folder), null);
});

test('the program that runs this test was made for this machine', async () => {
  const found = await programArchitecture(process.execPath);
  assert.ok(found === process.arch || found === 'universal', String(found));
});
