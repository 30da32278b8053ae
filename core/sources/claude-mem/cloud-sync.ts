import type { Surroundings } from './surroundings.ts';
import { readToolSettings, toolSetting } from './tool-settings.ts';

/**
 * True when claude-mem's own cloud sync is on for this data folder (claude-mem.md section 7): token, user and hub are all
 * set. Replacing whole databases would confuse it.
 */
export async function hasCloudSync(folder: string, at: Pick<Surroundings, 'env'>): Promise<boolean> {
  const settings = await readToolSettings(folder);
  const keys = ['CLAUDE_MEM_CLOUD_SYNC_TOKEN', 'CLAUDE_MEM_CLOUD_SYNC_USER_ID', 'CLAUDE_MEM_CLOUD_SYNC_HUB_URL'];
  return keys.every((key) => toolSetting(key, settings, at).trim() !== '');
}
