import type { MessagePort } from 'node:worker_threads';
import { fail, isFault } from '../../model/errors.ts';
import type { QueryAnswer } from '../api/contract-panel.ts';
import { homeFiles } from '../compose/home-files.ts';
import { withQueryDesk } from '../compose/query-desk.ts';
import type { Tools } from '../compose/tools.ts';
import { toldFault } from '../thread/fault-told.ts';
import { answerQuery, type PlainQuery } from './answer.ts';
import { keptBoards } from './boards.ts';
import { keptDays } from './kept-days.ts';
import { parseToQueryThread, type FromQueryThread, type ToQueryThread } from './messages.ts';
import type { Params } from './params.ts';

export interface QuerySide {
  readonly homePath: string;
  readonly tools: Tools;
}

/**
 * The thread's end of the channel: answers one question after the other; those that ask a store in a line of their own, for
 * a slow store must keep no other question waiting. A bug fails its question and no other.
 */
export function serveQueries(port: MessagePort, { homePath, tools }: QuerySide): void {
  const forgotten = new Set<number>();
  const days = keptDays();
  const boards = keptBoards(tools.clock);
  const lines = { here: newLine(), store: newLine() };
  const tell = (message: FromQueryThread) => port.postMessage(message);

  const answer = ({ name, params }: Ask): Promise<unknown> =>
    withQueryDesk(homePath, tools, async (desk) => {
      if (name === 'boards') return desk === null ? noBoards : boards(desk);
      if (name === 'days' && desk !== null) return days(desk, params as Params<'days'>);
      return answerQuery<PlainQuery>(desk, name, params as Params<PlainQuery>);
    });

  async function work(line: Line, asked: Ask): Promise<void> {
    const { id, name } = asked;
    try {
      if (forgotten.delete(id)) throw fail('interrupted', { during: 'a question' });
      tell({ kind: 'answer', id, answer: await answer(asked) });
    } catch (error) {
      if (!isFault(error)) homeFiles(homePath, tools).log.error('query.failed', { name, error });
      const fault = isFault(error) ? error : fail('engine-crashed', { detail: `the question ${name}` }, error);
      tell({ kind: 'failed', id, fault: toldFault(fault) });
    } finally {
      line.waiting.delete(id);
      forgotten.delete(id);
    }
  }

  port.on('message', (received: unknown) => {
    const message = parseToQueryThread(received);
    // One that was answered already is not remembered.
    if (message.kind === 'forget') {
      if (Object.values(lines).some(({ waiting }) => waiting.has(message.id))) forgotten.add(message.id);
      return;
    }
    const line = message.name === 'boards' ? lines.store : lines.here;
    line.waiting.add(message.id);
    line.end = line.end.then(() => work(line, message));
  });
}

/** Questions that are answered one after the other. */
interface Line {
  readonly waiting: Set<number>;
  end: Promise<void>;
}

function newLine(): Line {
  return { waiting: new Set(), end: Promise.resolve() };
}

const noBoards: QueryAnswer<'boards'> = { boards: [], isCut: false, isStale: false };

type Ask = ToQueryThread & { readonly kind: 'ask' };
