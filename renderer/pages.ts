import { useCallback, useEffect, useRef, useState } from 'react';
import type { QueryAnswer, QueryInput } from '../core/host/api/contract-panel.ts';
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

/** A list page by page. What moves makes it begin anew, unless `isOnce`: then only another question does. */
export function usePages<Name extends PagedName>(name: Name, input: QueryInput<Name>, isOnce = false): Pages<Name> {
  const { client } = useHost();
  const key = `${name} ${JSON.stringify(input)}`;
  const { answer, again } = useAnswer(key, (asked, signal) => asked.query(name, input, signal), isOnce);
  const first = answer.kind === 'ready' ? answer.value : null;
  const [rest, setRest] = useState<Rest<Name>>({ of: null, pages: [], error: null });
  const [isAsking, asking] = useState(false);
  const end = useRef(new AbortController());
  useEffect(() => {
    end.current = new AbortController();
    asking(false);
    return () => end.current.abort();
  }, [first]);
  const own = rest.of === first ? rest : { of: first, pages: [], error: null };
  const pages = first === null ? [] : [first, ...own.pages];
  const next = pages.at(-1)?.next ?? null;
  const more = useCallback(() => {
    if (next === null || isAsking) return;
    const { signal } = end.current;
    asking(true);
    const ask = async () => {
      try {
        const page = await client.query(name, { ...input, before: next }, signal);
        if (!signal.aborted) setRest({ of: first, pages: [...own.pages, page], error: null });
      } catch (error) {
        if (!signal.aborted) setRest({ ...own, error });
      } finally {
        if (!signal.aborted) asking(false);
      }
    };
    void ask();
  }, [client, first, next, isAsking, own.pages.length]);
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
  /** The first page that they go on from. */
  readonly of: QueryAnswer<Name> | null;
  readonly pages: readonly QueryAnswer<Name>[];
  readonly error: unknown;
}
