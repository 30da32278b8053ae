import type { TestContext } from 'node:test';
import type { RecordStore } from '../../core/ports/record-store.ts';

/** An empty store that goes with the test. */
export type MakeRecordStore = (t: TestContext) => Promise<RecordStore>;
