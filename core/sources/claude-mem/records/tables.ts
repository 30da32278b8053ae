import { columnCharsMax } from '../../../model/records/body.ts';
import type { KnownKind } from '../../../model/records/kinds.ts';

/** One table whose rows travel. */
export interface KindTable {
  readonly kind: KnownKind;
  readonly name: string;
  /** The column with the time of birth, in milliseconds since 1970, and the one that says the same in words. */
  readonly born: string;
  readonly bornText: string;
  /** What was said: with session and birth it tells twins, and is part of most identities. Never changed in order or number. */
  readonly text: readonly string[];
  /** Columns that follow from the session's row wherever the row lives; they travel only where there is no session. */
  readonly links: readonly string[];
}

/** claude-mem.md 2.1; every release that we know has these columns, save some of `links`. */
export const kindTables: Readonly<Record<KnownKind, KindTable>> = {
  session: {
    kind: 'session',
    name: 'sdk_sessions',
    born: 'started_at_epoch',
    bornText: 'started_at',
    text: ['content_session_id', 'memory_session_id'],
    links: [],
  },
  observation: {
    kind: 'observation',
    name: 'observations',
    born: 'created_at_epoch',
    bornText: 'created_at',
    text: ['title', 'subtitle', 'narrative', 'text', 'facts'],
    links: ['memory_session_id'],
  },
  summary: {
    kind: 'summary',
    name: 'session_summaries',
    born: 'created_at_epoch',
    bornText: 'created_at',
    text: ['request', 'investigated', 'learned', 'completed', 'next_steps', 'notes'],
    links: ['memory_session_id'],
  },
  prompt: {
    kind: 'prompt',
    name: 'user_prompts',
    born: 'created_at_epoch',
    bornText: 'created_at',
    text: ['prompt_text'],
    links: ['content_session_id'],
  },
  'tool-use': {
    kind: 'tool-use',
    name: 'tool_uses',
    born: 'created_at_epoch',
    bornText: 'created_at',
    // Input and response are completed later: what stays is the name that the assistant gave it.
    text: ['tool_use_id'],
    links: ['memory_session_id', 'content_session_id'],
  },
};

/** Never travels, whatever the table: numbers of this machine, its counters, the books of claude-mem's cloud sync. */
const localColumn =
  /^(id|.*_db_id|observation_id|worker_port|prompt_counter|relevance_count|synced_at|origin_.*|sync_rev)$/;

/** True for a column that other machines hear of: no reader takes a name beyond all bounds; `content_hash` follows from session and text at the receiver. */
export function travels(table: KindTable, column: string): boolean {
  if (column.length > columnCharsMax) return false;
  return !localColumn.test(column) && (table.kind === 'session' || column !== 'content_hash');
}
