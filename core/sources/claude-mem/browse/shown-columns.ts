import type { MemoryKind } from '../../../ports/memory-browser.ts';

/** What people see of a kind; a database without one of these columns shows the others. */
export interface ShownKind {
  /** The first of these that says something. */
  readonly title: readonly string[];
  readonly excerpt: readonly string[];
  /** Read first, in this order; then the other columns of the table, in its order. */
  readonly reading: readonly string[];
  /** SQL for the project of row `t`, and for whether that is `@project`. */
  readonly project: string;
  /** `hint`: '+' keeps SQLite from walking the rows of the project. */
  inProject(hint: '' | '+'): string;
}

const own = { project: 't.project', inProject: (hint: '' | '+') => `${hint}t.project = @project` };

export const shownKinds: Readonly<Record<MemoryKind, ShownKind>> = {
  observation: {
    title: ['title', 'subtitle', 'text', 'narrative'],
    excerpt: ['narrative', 'text', 'subtitle', 'facts'],
    reading: ['title', 'subtitle', 'narrative', 'text', 'facts', 'concepts', 'type', 'files_read', 'files_modified'],
    ...own,
  },
  summary: {
    title: ['request', 'completed', 'learned'],
    excerpt: ['learned', 'completed', 'investigated', 'next_steps', 'notes'],
    reading: ['request', 'investigated', 'learned', 'completed', 'next_steps', 'notes', 'files_read', 'files_edited'],
    ...own,
  },
  prompt: {
    title: ['prompt_text'],
    excerpt: ['prompt_text'],
    reading: ['prompt_text', 'prompt_number'],
    // A prompt has its project from its session.
    project: '(SELECT s.project FROM sdk_sessions s WHERE s.content_session_id = t.content_session_id LIMIT 1)',
    inProject: (hint) =>
      `${hint}t.content_session_id IN (SELECT s.content_session_id FROM sdk_sessions s WHERE s.project = @project)`,
  },
  session: {
    title: ['custom_title', 'user_prompt', 'content_session_id'],
    excerpt: ['user_prompt'],
    reading: ['custom_title', 'user_prompt', 'status', 'started_at', 'completed_at'],
    ...own,
  },
};
