import type { MessagePort } from 'node:worker_threads';
import { fail, isFault } from '../../model/errors.ts';
import type { QueryName } from '../api/contract-panel.ts';
import { homeFiles } from '../compose/home-files.ts';
import { withQueryDesk } from '../compose/query-desk.ts';
import type { Tools } from '../compose/tools.ts';
import { toldFault } from '../thread/fault-told.ts';
import { answerQuery } from './answer.ts';
import { keptDays } from './kept-days.ts';
import { parseToQueryThread, type FromQueryThread, type ToQueryThread } from './messages.ts';
import type { Params } from './params.ts';

export interface QuerySide {
  readonly homePath: string;
  readonly tools: Tools;
}

/** The thread's end of the channel: answers one question after the other. A bug fails its question and no other. */
export function serveQueries(port: MessagePort, { homePath, tools }: QuerySide): void {
  const forgotten = new Set<number>();
  const days = keptDays();
  let newest = 0;
  let line: Promise<void> = Promise.resolve();
  const tell = (message: FromQueryThread) => port.postMessage(message);

  const answer = ({ name, params }: Ask): Promise<unknown> =>
    withQueryDesk(homePath, tools, async (desk) => {
      if (name === 'days' && desk !== null) return days(desk, params as Params<'days'>);
      return answerQuery<QueryName>(desk, name, params as Params<QueryName>);
    });

  async function work(asked: Ask): Promise<void> {
    const { id, name } = asked;
    try {
      if (forgotten.delete(id)) throw fail('interrupted', { during: 'a question' });
      tell({ kind: 'answer', id, answer: await answer(asked) });
    } catch (error) {
      if (!isFault(error)) homeFiles(homePath, tools).log.error('query.failed', { name, error });
      const fault = isFault(error) ? error : fail('engine-crashed', { detail: `the question ${name}` }, error);
      tell({ kind: 'failed', id, fault: toldFault(fault) });
    } finally {
      newest = id;
      forgotten.delete(id);
    }
  }

  port.on('message', (received: unknown) => {
    const message = parseToQueryThread(received);
    // One that was answered already is not remembered.
    if (message.kind === 'forget') return void (message.id > newest && forgotten.add(message.id));
    line = line.then(() => work(message));
  });
}

type Ask = ToQueryThread & { readonly kind: 'ask' };
