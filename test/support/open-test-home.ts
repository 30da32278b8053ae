import type { TestContext } from 'node:test';
import { openHome, type Home } from '../../core/platform/home.ts';
import { scratchFolder } from './scratch-folder.ts';

/** A new, empty home that goes with the test. */
export async function openTestHome(t: TestContext): Promise<Home> {
  return openHome(await scratchFolder(t, 'home')).home;
}
