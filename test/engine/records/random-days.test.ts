import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { isFault } from '../../../core/model/errors.ts';
import { logMachine, type LogMachine } from '../../support/log-machine.ts';
import { memoryStore, type MemoryStore } from '../../support/memory-store.ts';
import { seededShares } from '../../support/seeded-shares.ts';

const seeds = 30;
const steps = 60;

interface Device {
  machine: LogMachine;
  /** What it, or the home it was copied from, wrote itself. */
  readonly own: Set<string>;
}

test('devices that write, get lost requests, are killed and copied hold the same in the end, and nobody sees a rollback', async () => {
  let copies = 0;
  let clones = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const draw = seededShares(seed);
    const bucket = memoryStore();
    const devices = ['a', 'b', 'c'].map((label) => stormy(bucket, label, seed));
    const titles = new Set<string>();
    for (let step = 0; step < steps; step++) {
      const device = devices[Math.floor(draw() * devices.length)];
      if (device === undefined) continue;
      const what = draw();
      if (what < 0.4) write(device, `${seed}-${step}`, titles);
      if (what > 0.97 && devices.length < 5) {
        const copy = stormy(bucket, `copy ${devices.length}`, seed, device);
        devices.push(copy);
        copies += 1;
      }
      const { machine } = device;
      const killAt = draw() < 0.1 ? machine.remote.requests() + Math.floor(draw() * 5) : Infinity;
      clones += await syncOnce(machine, killAt);
      await machine.clock.advance(Math.floor(draw() * 400_000));
    }
    for (const device of devices) {
      const { store, clock, tools } = device.machine;
      device.machine = logMachine(bucket, tools.self.label, { store, clock });
    }
    for (let round = 0; round < 6; round++) {
      for (const { machine } of devices) {
        await machine.clock.advance(90_000_000);
        clones += await syncOnce(machine, Infinity);
      }
    }
    for (const { machine, own } of devices) {
      const missing = [...titles].filter((title) => !own.has(title) && !machine.titles().includes(title));
      assert.deepEqual(missing, [], `seed ${seed}, ${machine.tools.self.label}`);
    }
  }
  assert.ok(copies > 5 && clones > 0, `${copies} copies, ${clones} clones noticed`);
});

/** Loses every tenth request; of every fourth seed listings lag. */
function stormy(bucket: MemoryStore, label: string, seed: number, copyOf?: Device): Device {
  const loses = { seed: seed * 100 + label.length, requestShare: 0.05, replyShare: 0.05 };
  const personality = { conditions: 'ignored', listLagChanges: seed % 4 === 0 ? 2 : 0, loses } as const;
  const store = copyOf === undefined ? {} : { store: copyOf.machine.store.copy() };
  return { machine: logMachine(bucket, label, { personality, ...store }), own: new Set(copyOf?.own) };
}

function write({ machine, own }: Device, title: string, titles: Set<string>): void {
  machine.write(title);
  own.add(title);
  titles.add(title);
}

async function syncOnce(machine: LogMachine, killAt: number): Promise<number> {
  machine.remote.onRequest(({ number }) => {
    if (number > killAt) throw new Error('killed');
    return 'go';
  });
  try {
    const { fetched, published } = await machine.sync();
    assert.equal(fetched.rollback, null, machine.tools.self.label);
    return published.clone === null ? 0 : 1;
  } catch (error) {
    if (!isFault(error) && !(error instanceof Error && error.message === 'killed')) throw error;
    return 0;
  } finally {
    machine.remote.onRequest(null);
  }
}
