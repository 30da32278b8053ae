import { configuredAddress } from './worker-address.ts';
import { databaseFiles, type WorkerContext } from './worker-context.ts';
import { askHealth, askReady, type WorkerAddress } from './worker-http.ts';
import { lives, type ProcessIdentity, readPidFile } from './worker-pid.ts';

export interface FoundWorker extends ProcessIdentity {
  readonly address: WorkerAddress;
  /** Null when it does not answer or does not say. */
  readonly version: string | null;
  readonly ready: boolean;
  /** Path of its script, by its own word; null when it does not say. */
  readonly script: string | null;
}

/**
 * The live worker of this data folder, or null. Its own answer is believed first; worker.pid speaks for one that is busy
 * or hangs. A worker of another data folder that happens to answer on the port is none of ours.
 */
export async function findWorker(context: WorkerContext): Promise<FoundWorker | null> {
  const configured = await configuredAddress(context.folder, context.at);
  const recorded = await recordedWorker(context, configured);
  const answering = await answeringWorker(context, recorded?.address ?? configured, recorded?.pid ?? null);
  if (answering !== null) return answering;
  if (recorded === null || !recorded.certain) return null;
  const { pid, startToken, address } = recorded;
  return { pid, startToken, address, version: null, ready: false, script: null };
}

interface RecordedWorker extends ProcessIdentity {
  readonly address: WorkerAddress;
  /** False when an old worker.pid names a live process without proof that it is still the worker. */
  readonly certain: boolean;
}

async function recordedWorker(context: WorkerContext, configured: WorkerAddress): Promise<RecordedWorker | null> {
  const file = await readPidFile(context.folder);
  if (file === null) return null;
  const identity = { pid: file.pid, startToken: file.startToken ?? null };
  if (!(await lives(identity, context.processes))) return null;
  const certain = identity.startToken !== null || (await hasDatabaseOpen(context, file.pid));
  return { ...identity, address: { host: configured.host, port: file.port }, certain };
}

async function answeringWorker(
  context: WorkerContext,
  address: WorkerAddress,
  recordedPid: number | null,
): Promise<FoundWorker | null> {
  const health = await askHealth(address);
  if (health === null) return null;
  const { pid } = health;
  if (pid !== recordedPid && !(await hasDatabaseOpen(context, pid))) return null;
  // Token first, then the second answer: the token is of the process that answered before and after.
  const startToken = await context.processes.startToken(pid);
  const ready = await askReady(address);
  return { pid, startToken, address, version: health.version ?? null, ready, script: health.workerPath ?? null };
}

/** False too where this machine cannot tell: nobody is stopped on a guess. */
async function hasDatabaseOpen(context: WorkerContext, pid: number): Promise<boolean> {
  const found = await context.processes.holders(databaseFiles(context));
  return found.kind === 'known' && found.holders.some((holder) => holder.pid === pid);
}
