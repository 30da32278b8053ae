import { describe } from 'node:test';
import { remoteConditions, remoteHalfWrites, remoteRaces } from './remote-conditions.ts';
import { remoteListings } from './remote-listings.ts';
import { remoteManners, remoteNames } from './remote-manners.ts';
import { remoteBodies, remoteWrites } from './remote-objects.ts';
import type { MakeRemote } from './remote-under-test.ts';

export interface RemoteContractOptions {
  /** False for grade B: of many that create at once one is told `stored`, others may have to look (`unknown`). */
  readonly atomic?: boolean;
  /** Grade C: the remote looks first and then writes, so that several of a crowd may win, and asks a request more. */
  readonly looksFirst?: boolean;
  /** More than two pages of an S3 listing. */
  readonly manyKeys?: number;
}

/** What every implementation of the port core/ports/remote.ts promises. */
export function remoteContract(
  name: string,
  make: MakeRemote,
  { atomic = true, looksFirst = false, manyKeys = 2_500 }: RemoteContractOptions = {},
): void {
  describe(`remote contract: ${name}`, () => {
    remoteWrites(make);
    remoteConditions(make);
    if (!looksFirst) remoteRaces(make, atomic);
    remoteHalfWrites(make);
    remoteBodies(make);
    remoteListings(make, manyKeys);
    remoteNames(make);
    remoteManners(make, looksFirst);
  });
}
