import type { Surroundings } from './surroundings.ts';
import { readToolSettings, toolSetting } from './tool-settings.ts';
import type { WorkerAddress } from './worker-http.ts';

/** claude-mem's stand-in for a user id on systems that have none. */
const uidWithoutUsers = 77;

/**
 * Where a worker of this data folder listens by its settings (claude-mem.md section 1). A running one may have been
 * started with others: worker.pid knows its port.
 */
export async function configuredAddress(folder: string, at: Pick<Surroundings, 'env' | 'uid'>): Promise<WorkerAddress> {
  const settings = await readToolSettings(folder);
  // Any other host name is this machine too, or a worker that we cannot ask: its admin calls want a local caller.
  const host = toolSetting('CLAUDE_MEM_WORKER_HOST', settings, at) === '::1' ? '::1' : '127.0.0.1';
  const port = parsePort(toolSetting('CLAUDE_MEM_WORKER_PORT', settings, at));
  return { host, port: port ?? 37_700 + ((at.uid ?? uidWithoutUsers) % 100) };
}

function parsePort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}
