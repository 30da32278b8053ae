/**
 * What claude-mem 13.25.3 leaves in `sqlite_master` of a new database, as data.
 * Read from databases that its real worker made; test/sources/claude-mem/schema.test.ts compares with one of those always,
 * and with a fresh one where the real package is installed. Statements are equal after white space is normalised.
 */

/** The migrations it has run, in its own order (28 really comes after 31): the rows of `schema_versions`. */
export const schemaVersions: readonly number[] = [
  4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 20, 21, 22, 23, 24, 26, 27, 29, 30, 31, 28, 32, 33, 34, 35, 39, 41, 42, 44, 45, 46,
  47, 48, 49, 50, 51, 52,
];

/** Columns indexed by the full-text table `<table>_fts`; triggers keep it equal to its table. */
export const fullTextColumns: Readonly<Record<string, readonly string[]>> = {
  user_prompts: ['prompt_text'],
  observations: ['title', 'subtitle', 'narrative', 'text', 'facts', 'concepts'],
  session_summaries: ['request', 'investigated', 'learned', 'completed', 'next_steps', 'notes'],
};

/** Columns that claude-mem's own cloud sync added to each table it carries. */
const syncColumns = `synced_at INTEGER, origin_device_id TEXT, origin_local_id TEXT, sync_rev TEXT NOT NULL DEFAULT '1'`;

const ofSession = `FOREIGN KEY(memory_session_id) REFERENCES sdk_sessions(memory_session_id) ON DELETE CASCADE ON UPDATE CASCADE`;

const entityKind = `CHECK (kind IN ('observation', 'summary', 'prompt'))`;

/** The tables, quoted where claude-mem once rebuilt a table under its final name. */
export const tables: readonly string[] = [
  `CREATE TABLE schema_versions (id INTEGER PRIMARY KEY, version INTEGER UNIQUE NOT NULL, applied_at TEXT NOT NULL)`,

  `CREATE TABLE sdk_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, content_session_id TEXT NOT NULL, memory_session_id TEXT UNIQUE,
    project TEXT NOT NULL, platform_source TEXT NOT NULL DEFAULT 'claude', user_prompt TEXT,
    started_at TEXT NOT NULL, started_at_epoch INTEGER NOT NULL, completed_at TEXT, completed_at_epoch INTEGER,
    status TEXT CHECK(status IN ('active', 'completed', 'failed')) NOT NULL DEFAULT 'active',
    worker_port INTEGER, prompt_counter INTEGER DEFAULT 0, custom_title TEXT, observed_model TEXT, observed_billing TEXT)`,

  `CREATE TABLE "session_summaries" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, memory_session_id TEXT NOT NULL, project TEXT NOT NULL,
    request TEXT, investigated TEXT, learned TEXT, completed TEXT, next_steps TEXT,
    files_read TEXT, files_edited TEXT, notes TEXT,
    prompt_number INTEGER, created_at TEXT NOT NULL, created_at_epoch INTEGER NOT NULL,
    discovery_tokens INTEGER DEFAULT 0, merged_into_project TEXT, ${syncColumns}, ${ofSession})`,

  `CREATE TABLE "observations" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, memory_session_id TEXT NOT NULL, project TEXT NOT NULL,
    text TEXT, type TEXT NOT NULL, title TEXT, subtitle TEXT, facts TEXT, narrative TEXT, concepts TEXT,
    files_read TEXT, files_modified TEXT,
    prompt_number INTEGER, created_at TEXT NOT NULL, created_at_epoch INTEGER NOT NULL,
    discovery_tokens INTEGER DEFAULT 0, content_hash TEXT, generated_by_model TEXT, relevance_count INTEGER DEFAULT 0,
    merged_into_project TEXT, agent_type TEXT, agent_id TEXT, metadata TEXT, ${syncColumns}, ${ofSession})`,

  `CREATE TABLE "user_prompts" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, session_db_id INTEGER, content_session_id TEXT NOT NULL,
    prompt_number INTEGER NOT NULL, prompt_text TEXT NOT NULL, created_at TEXT NOT NULL, created_at_epoch INTEGER NOT NULL,
    ${syncColumns}, FOREIGN KEY(session_db_id) REFERENCES sdk_sessions(id) ON DELETE CASCADE)`,

  `CREATE TABLE pending_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, session_db_id INTEGER NOT NULL, content_session_id TEXT NOT NULL,
    message_type TEXT NOT NULL CHECK(message_type IN ('observation', 'summarize')),
    tool_name TEXT, tool_input TEXT, tool_response TEXT, cwd TEXT, last_user_message TEXT, last_assistant_message TEXT,
    prompt_number INTEGER, status TEXT NOT NULL DEFAULT 'pending' CHECK(status IN ('pending', 'processing')),
    created_at_epoch INTEGER NOT NULL, agent_type TEXT, agent_id TEXT, tool_use_id TEXT,
    FOREIGN KEY (session_db_id) REFERENCES sdk_sessions(id) ON DELETE CASCADE)`,

  `CREATE TABLE tool_uses (
    id INTEGER PRIMARY KEY AUTOINCREMENT, tool_use_id TEXT NOT NULL, content_session_id TEXT NOT NULL,
    memory_session_id TEXT, session_db_id INTEGER, project TEXT NOT NULL, platform_source TEXT NOT NULL DEFAULT 'claude',
    tool_name TEXT NOT NULL, tool_input TEXT, tool_response TEXT, cwd TEXT, prompt_number INTEGER,
    agent_type TEXT, agent_id TEXT, observation_id INTEGER, or_generation_id TEXT, or_session_id TEXT, content_hash TEXT,
    created_at TEXT NOT NULL, created_at_epoch INTEGER NOT NULL, UNIQUE(content_session_id, tool_use_id))`,

  `CREATE TABLE telegram_wrapups (
    id INTEGER PRIMARY KEY AUTOINCREMENT, platform_source TEXT NOT NULL, content_session_id TEXT NOT NULL,
    project TEXT NOT NULL, route_key TEXT NOT NULL, summary_created_at_epoch INTEGER NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('claimed', 'sent')), claimed_at_epoch INTEGER NOT NULL, sent_at_epoch INTEGER,
    UNIQUE(platform_source, content_session_id, project, route_key))`,

  `CREATE TABLE sync_state (k TEXT PRIMARY KEY, v TEXT)`,

  `CREATE TABLE sync_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, op_uuid TEXT NOT NULL UNIQUE, rev TEXT NOT NULL DEFAULT '1',
    body TEXT NOT NULL, canonical_body TEXT, operation_sha256 TEXT, created_at_epoch INTEGER NOT NULL)`,

  `CREATE TABLE sync_entity_heads (
    entity_id TEXT PRIMARY KEY, kind TEXT NOT NULL ${entityKind},
    origin_device_id TEXT NOT NULL, origin_local_id TEXT NOT NULL, entity_rev TEXT NOT NULL, operation_sha256 TEXT NOT NULL,
    deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)), updated_at_epoch INTEGER NOT NULL)`,

  `CREATE TABLE sync_content_outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, entity_id TEXT NOT NULL, kind TEXT NOT NULL ${entityKind},
    origin_local_id TEXT NOT NULL, entity_rev TEXT NOT NULL, body TEXT NOT NULL, operation_sha256 TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)), created_at_epoch INTEGER NOT NULL,
    UNIQUE(entity_id, entity_rev))`,

  `CREATE TABLE sync_dead_letter (
    id INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL CHECK (lane IN ('content', 'mutation')),
    queue_key TEXT NOT NULL, kind TEXT, origin_local_id TEXT, entity_rev TEXT, reason TEXT NOT NULL, raw_body TEXT,
    created_at_epoch INTEGER NOT NULL, UNIQUE(lane, queue_key, entity_rev, reason))`,

  `CREATE TABLE sync_launch_exclusions (
    kind TEXT NOT NULL ${entityKind}, origin_local_id TEXT NOT NULL, through_rev TEXT NOT NULL,
    PRIMARY KEY (kind, origin_local_id))`,
];

/** Indexes by table: name -> what is indexed. */
export const indexes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sdk_sessions: {
    idx_sdk_sessions_claude_id: 'content_session_id',
    idx_sdk_sessions_sdk_id: 'memory_session_id',
    idx_sdk_sessions_project: 'project',
    idx_sdk_sessions_status: 'status',
    idx_sdk_sessions_started: 'started_at_epoch DESC',
    idx_sdk_sessions_platform_source: 'platform_source',
  },
  session_summaries: {
    idx_session_summaries_sdk_session: 'memory_session_id',
    idx_session_summaries_project: 'project',
    idx_session_summaries_created: 'created_at_epoch DESC',
    idx_summaries_merged_into: 'merged_into_project',
  },
  observations: {
    idx_observations_sdk_session: 'memory_session_id',
    idx_observations_project: 'project',
    idx_observations_type: 'type',
    idx_observations_created: 'created_at_epoch DESC',
    idx_observations_content_hash: 'content_hash, created_at_epoch',
    idx_observations_merged_into: 'merged_into_project',
    idx_observations_agent_type: 'agent_type',
    idx_observations_agent_id: 'agent_id',
  },
  user_prompts: {
    idx_user_prompts_session: 'session_db_id',
    idx_user_prompts_claude_session: 'content_session_id',
    idx_user_prompts_created: 'created_at_epoch DESC',
    idx_user_prompts_prompt_number: 'prompt_number',
    idx_user_prompts_lookup: 'session_db_id, prompt_number',
    idx_user_prompts_content_lookup: 'content_session_id, prompt_number',
  },
  pending_messages: {
    idx_pending_messages_session: 'session_db_id',
    idx_pending_messages_status: 'status',
    idx_pending_messages_claude_session: 'content_session_id',
  },
  tool_uses: {
    idx_tool_uses_project: 'project',
    idx_tool_uses_memory_session: 'memory_session_id',
    idx_tool_uses_content_session: 'content_session_id',
    idx_tool_uses_session_db_id: 'session_db_id',
    idx_tool_uses_tool_name: 'tool_name',
    idx_tool_uses_created_at_epoch: 'created_at_epoch',
    idx_tool_uses_observation_id: 'observation_id',
    idx_tool_uses_or_generation_id: 'or_generation_id',
  },
  telegram_wrapups: { idx_telegram_wrapups_platform_content: 'platform_source, content_session_id' },
};

/** The unique indexes that hold identity; written out because most are partial. */
export const uniqueIndexes: readonly string[] = [
  `CREATE UNIQUE INDEX ux_observations_session_hash ON observations(memory_session_id, content_hash)`,
  `CREATE UNIQUE INDEX ux_sdk_sessions_platform_content ON sdk_sessions(platform_source, content_session_id)`,
  `CREATE UNIQUE INDEX ux_pending_session_tool ON pending_messages(session_db_id, tool_use_id) WHERE tool_use_id IS NOT NULL`,
];

/** Tables carried by claude-mem's cloud sync: each has one index of unsent rows and one unique index of origins. */
export const cloudSyncedTables: readonly string[] = ['observations', 'session_summaries', 'user_prompts'];
