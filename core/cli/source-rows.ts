/** claude-mem's tables by the words that people and programs know; other tables keep their own name. */
const words: Readonly<Record<string, string>> = {
  sdk_sessions: 'sessions',
  observations: 'observations',
  session_summaries: 'summaries',
  user_prompts: 'prompts',
  tool_uses: 'toolUses',
};

/** Rows per kind of memory: for claude-mem always the four kinds of cli.md, 0 where there is none yet. */
export function sourceRows(kind: string, rows: Readonly<Record<string, number>>): Record<string, number> {
  if (kind !== 'claude-mem') return { ...rows };
  const none = { sessions: 0, observations: 0, summaries: 0, prompts: 0 };
  return {
    ...none,
    ...Object.fromEntries(Object.entries(rows).map(([table, count]) => [words[table] ?? table, count])),
  };
}
