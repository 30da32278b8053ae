import type { SnapshotMachine } from '../../core/engine/records/snapshot-machine.ts';
import { numbered, withPoints } from './crash-points.ts';

export class Died extends Error {}

export interface MortalMachine {
  readonly machine: SnapshotMachine;
  readonly points: readonly string[];
}

type Ports = Record<string, (...args: unknown[]) => unknown>;

const storeWrites = ['transaction', 'setGeneration', 'forgetRecords'];

/**
 * A machine that dies at a point: from then on no call to any of its ports does anything, those of its clean-up too. Points are
 * the calls that change something; null: it lives, and tells its points.
 */
export function mortalMachine(living: SnapshotMachine, dieAt: string | null): MortalMachine {
  const points: string[] = [];
  let isDead = false;
  const at = numbered((point) => {
    points.push(point);
    if (point === dieAt) isDead = true;
  });
  const look = (point: string): void => {
    if (!isDead) at(point);
    if (isDead) throw new Died(point);
  };
  const traced = (name: string, port: object, watched: (call: string) => boolean): object =>
    Object.fromEntries(
      Object.entries(port as Ports).map(([call, work]) => [
        call,
        (...args: unknown[]) => {
          if (isDead) throw new Died(call);
          if (!watched(call)) return Reflect.apply(work, port, args);
          look(`before ${name}.${call}`);
          const result = Reflect.apply(work, port, args);
          if (!(result instanceof Promise)) {
            look(`after ${name}.${call}`);
            return result;
          }
          return result.then((value: unknown) => {
            look(`after ${name}.${call}`);
            return value;
          });
        },
      ]),
    );
  const machine = {
    ...living,
    ...withPoints(living, look),
    store: traced('store', living.store, (call) => storeWrites.includes(call)),
    images: traced('images', living.images, () => true),
  } as SnapshotMachine;
  return { machine, points };
}
