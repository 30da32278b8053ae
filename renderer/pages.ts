import { useCallback, useEffect, useRef, useState } from 'react';
import type { QueryAnswer, QueryInput } from '../core/host/api/contract-panel.ts';
import type { HostClient } from '../core/host/api/client.ts';
import { useAnswer } from './answers.ts';
import { useHost } from './host-view.ts';

type PagedName = 'activity' | 'act' | 'points' | 'conflicts' | 'memories';

/** A list that goes on. */
export interface Pages<Name extends PagedName> {
  readonly kind: 'asking' | 'ready' | 'failed';
  readonly error: unknown;
  readonly pages: readonly QueryAnswer<Name>[];
  readonly hasMore: boolean;
  readonly isAsking: boolean;
  again(): void;
  more(): void;
}

/**
 * A list page by page. What moves makes it be asked anew, as far as it was read; what was there stays until the answers have
 * come. `isOnce`: only another question does.
 */
export function usePages<Name extends PagedName>(name: Name, input: QueryInput<Name>, isOnce = false): Pages<Name> {
  const { client } = useHost();
  const key = `${name} ${JSON.stringify(input)}`;
  const { answer, again } = useAnswer(key, (asked, signal) => asked.query(name, input, signal), isOnce);
  const first = answer.kind === 'ready' ? answer.value : null;
  const [rest, setRest] = useState<Rest<Name>>({ key, of: null, pages: [], error: null });
  const [isAsking, asking] = useState(false);
  const end = useRef(new AbortController());
  const read = rest.key === key && rest.of !== null ? rest.pages.length : 0;
  useEffect(() => {
    end.current = new AbortController();
    const { signal } = end.current;
    if (first !== null && rest.of !== first && read > 0) {
      asking(true);
      const renew = async () => {
        const pages = await pagesAfter(client, name, input, first, read, signal);
        if (signal.aborted) return;
        setRest({ key, of: first, pages, error: null });
        asking(false);
      };
      void renew();
    } else asking(false);
    return () => end.current.abort();
  }, [first]);
  const isOld = first !== null && rest.of !== first && read > 0;
  const own: Rest<Name> = rest.of === first || isOld ? rest : { key, of: first, pages: [], error: null };
  const pages = own.of === null || first === null ? [] : [own.of, ...own.pages];
  const next = pages.at(-1)?.next ?? null;
  const more = useCallback(() => {
    if (next === null || isAsking || isOld) return;
    const { signal } = end.current;
    asking(true);
    const ask = async () => {
      try {
        const page = await client.query(name, { ...input, before: next }, signal);
        if (!signal.aborted) setRest({ key, of: first, pages: [...own.pages, page], error: null });
      } catch (error) {
        if (!signal.aborted) setRest({ ...own, error });
      } finally {
        if (!signal.aborted) asking(false);
      }
    };
    void ask();
  }, [client, first, next, isAsking, isOld, own.pages.length]);
  return {
    kind: answer.kind,
    error: answer.kind === 'failed' ? answer.error : own.error,
    pages,
    hasMore: next !== null,
    isAsking,
    again,
    more,
  };
}

interface Rest<Name extends PagedName> {
  readonly key: string;
  /** The first page that they go on from. */
  readonly of: QueryAnswer<Name> | null;
  readonly pages: readonly QueryAnswer<Name>[];
  readonly error: unknown;
}

/** As many pages again as were read; fewer where the list has become shorter or cannot be had. */
async function pagesAfter<Name extends PagedName>(
  client: HostClient,
  name: Name,
  input: QueryInput<Name>,
  first: QueryAnswer<Name>,
  count: number,
  signal: AbortSignal,
): Promise<QueryAnswer<Name>[]> {
  const pages: QueryAnswer<Name>[] = [];
  try {
    for (let { next } = first; next !== null && pages.length < count;) {
      const page = await client.query(name, { ...input, before: next }, signal);
      pages.push(page);
      ({ next } = page);
    }
  } catch {
    // The way to more of it says why, when somebody asks for it.
  }
  return pages;
}
