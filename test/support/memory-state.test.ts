import { stateStoreContract } from '../contract/state-store.ts';
import { fakeRandom } from './fake-random.ts';
import { memoryState } from './memory-state.ts';

stateStoreContract('in memory', async () => memoryState(fakeRandom(1)));
