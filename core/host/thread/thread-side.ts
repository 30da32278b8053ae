import type { MessagePort } from 'node:worker_threads';
import type { Watch } from '../../engine/machine.ts';
import { isFault } from '../../model/errors.ts';
import { homeFiles } from '../compose/home-files.ts';
import type { Tools } from '../compose/tools.ts';
import type { SetupAsk, SetupEnd } from '../setup-ask.ts';
import { toldFault } from './fault-told.ts';
import type { CommandEnd, Job, JobEnd } from './job.ts';
import { parseToThread, type FromThread } from './messages.ts';
import { lookNow, runRound, tellNow } from './round.ts';
import { session, type Session } from './session.ts';
import { toldProgress } from './told-progress.ts';

export interface ThreadSide {
  readonly homePath: string;
  readonly tools: Tools;
  /** Runs a command line of this home. */
  runCommand(argv: readonly string[], watch: Watched): Promise<CommandEnd>;
  /** Connects this home, or looks what that would come to. */
  runSetup(ask: SetupAsk, watch: Watched): Promise<SetupEnd>;
}

type Watched = Watch & { readonly signal: AbortSignal };

/**
 * The thread's end of the channel: does the jobs that come, until it is told to end. A bug ends the whole thread, as it
 * would a process: nobody knows what it left, and the next thread begins as after a kill.
 */
export function serveJobs(port: MessagePort, side: ThreadSide): void {
  const open = session(side.homePath, side.tools);
  const stops = new Map<number, AbortController>();
  const tell = (message: FromThread) => port.postMessage(message);

  async function work(id: number, job: Job): Promise<void> {
    const stop = new AbortController();
    stops.set(id, stop);
    const progress = toldProgress(side.tools.clock, (seen) => tell({ kind: 'progress', id, ...seen }));
    try {
      tell({ kind: 'done', id, end: await endOf(open, side, job, { progress, signal: stop.signal }) });
    } catch (error) {
      if (!isFault(error)) throw crashed(error, side);
      tell({ kind: 'failed', id, fault: toldFault(error) });
    } finally {
      progress.end();
      stops.delete(id);
      // A look that found nothing leaves next to nothing; all else leaves megabytes, and the next job is minutes away.
      if (job.kind !== 'round' || job.round.look === 'whole') collectGarbage();
    }
  }

  port.on('message', (received: unknown) => {
    const message = parseToThread(received);
    switch (message.kind) {
      case 'job':
        // Not caught: a rejection ends the thread.
        void work(message.id, message.job);
        return;
      case 'abort':
        stops.get(message.id)?.abort();
        return;
      case 'end':
        // With a job at work nothing can be closed under it: the other side ends the thread as a kill would.
        if (stops.size > 0) return;
        open.close();
        port.close();
    }
  });
}

async function endOf(open: Session, side: ThreadSide, job: Job, watch: Watched): Promise<JobEnd[Job['kind']]> {
  switch (job.kind) {
    case 'round':
      return runRound(open, job.round, side.tools, watch);
    case 'status':
      return lookNow(open, watch);
    case 'facts':
      return tellNow(open, side.tools, watch);
    case 'command':
      // A command takes the locks itself, or looks whether somebody else has them.
      open.close();
      return side.runCommand(job.argv, watch);
    case 'setup':
      // A mere look at a place takes no lock.
      if (job.ask.step !== 'test') open.close();
      return side.runSetup(job.ask, watch);
    case 'release':
      open.close();
      return null;
  }
}

/** Where the launcher exposed V8's collector (core/cli/membridge.mjs). The second time V8 also lets go of what is idle. */
function collectGarbage(): void {
  for (let times = 0; times < 2; times += 1) globalThis.gc?.({ type: 'major' });
}

function crashed(error: unknown, { homePath, tools }: ThreadSide): unknown {
  homeFiles(homePath, tools).log.error('engine.crashed', { error });
  return error;
}
