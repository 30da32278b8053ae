import type { KnownKind } from './records/kinds.ts';

/**
 * Operating faults. A bug is an assertion, not one of these; an expected alternative is a value.
 * `ErrorData` says what each fault carries; message (fact, name, number) and hint (next action) are made from it under
 * core/text, in every language, checked by the compiler to be complete.
 */
export interface ErrorData {
  // usage and configuration: exit 2
  usage: { detail: string };
  'command-unknown': { name: string; nearest: string };
  'option-unknown': { name: string; nearest: string };
  'not-connected': { home: string };
  'already-connected': { setting: string; have: string; want: string };
  'mode-mismatch': { bucket: string; asked: string };
  'mode-unavailable': { mode: string; path: string };
  'not-in-merge': { command: string };
  'not-in-mirror': { command: string };
  'conflict-unknown': { id: string };
  'memory-unknown': { id: string };
  'act-unknown': { id: string };
  'device-unknown': { id: string };
  'device-not-ours': { label: string };
  'project-sealed': { where: string };
  'project-plain': { where: string };
  'project-unknown': { id: string; where: string };
  'passphrase-needed': { home: string };
  'passphrase-empty': { file: string };
  'store-keys-needed': { names: string };
  'confirmation-needed': { act: string };
  'env-file-refused': { path: string; line: number; finding: string };
  'setting-unknown': { key: string; nearest: string };
  'setting-invalid': { key: string; value: string; expected: string };
  'settings-unreadable': { path: string; finding: string };
  'secrets-unreadable': { path: string; finding: string };
  'keychain-unavailable': { backend: string };
  'keychain-closed': { home: string };
  'home-unusable': { path: string; reason: string };
  'claude-code-missing': { folder: string };
  'hooks-without-node': { program: string };
  'person-file-unusable': { path: string; reason: string };
  'person-file-busy': { path: string };
  'state-newer': { path: string; version: number; known: number };
  'state-damaged': { path: string; finding: string };
  'restore-point-unknown': { id: string };
  'nothing-to-undo': { reason: string };
  'file-exists': { path: string };
  'file-unreadable': { path: string; reason: string };
  'export-unknown': { path: string; finding: 'not-an-export' | 'later-format' };
  'source-kind-differs': { path: string; here: string; there: string };
  'remote-folder-inside': { folder: string; home: string };
  'lan-off': { address: string };
  'legacy-project-unknown': { id: string; where: string; found: string };
  'cleanup-no-processes': { folder: string };
  'service-unsupported': { reason: 'no-systemd' | 'no-user-manager' | 'no-system-scope' };
  'service-needs-root': { command: string };
  'service-account': { path: string };
  'service-foreign': { path: string };
  'tune-needs-root': { command: string };
  'tune-no-systemd': { root: string };
  'tune-tree-linked': { path: string };
  'tune-journal-damaged': { path: string; finding: string };
  'tune-too-many': { have: number };
  'tune-nothing-waits': { root: string };
  'tune-helper-refused': { reason: 'peer' | 'request' };
  'tune-helper-not-built': { folder: string };
  'tune-helper-untrusted': { path: string; why: 'owner' | 'writable' };
  'tune-helper-foreign': { path: string };
  'tune-helper-account': { name: string };
  // held by another: exit 3
  'lease-held': { label: string; purpose: string; heldMinutes: number; freeInMinutes: number };
  'lease-lost': { label: string; purpose: string };
  'home-busy': { home: string; hostPid?: number };
  'host-running': { home: string };
  'source-busy': { path: string };
  'legacy-locked': { host: string; freeAtMs: number; freeInMinutes: number };
  'legacy-changed': { where: string };
  'tune-busy': { folder: string };
  // a person must decide: exit 4
  diverged: { here: string; there: string };
  'heads-diverged': { labels: string };
  'joined-with-content': { localRows: number; remoteRows: number };
  'tune-unconfirmed': { leftMs: number };
  // remote: exit 5
  'remote-unreachable': { where: string; reason: string };
  'remote-denied': { where: string; reason: string };
  'remote-full': { where: string };
  'remote-missing': { where: string };
  'remote-unknown': { key: string };
  'log-in-doubt': { evidence: string };
  // source: exit 6
  'source-missing': { path: string };
  'source-empty': { path: string };
  'source-not-database': { path: string };
  'source-corrupt': { path: string; finding: string };
  'source-unreadable': { path: string; reason: string };
  'source-read-only': { path: string };
  'source-in-use': { path: string; by: string };
  'source-locked': { path: string; waitedMs: number };
  // brakes: exit 7
  'brake-rows-gone': { table: string; before: number; after: number };
  'brake-schema-newer': { missing: string; installed: string };
  'brake-cloud-sync': { path: string };
  'cleanup-refused': { names: string };
  'brake-records': { held: readonly HeldChange[] };
  'brake-incoming': { held: readonly HeldChange[]; labels: string };
  'worker-control-off': { setting: string };
  'tune-stopped': { target: string; reason: 'stale' | 'no-way-back' | 'foreign' };
  // damage: exit 8
  'object-damaged': { key: string; finding: string };
  'object-missing': { key: string };
  'passphrase-wrong': { where: string };
  'encryption-switched': { pinned: string; found: string };
  'remote-foreign': { where: string };
  'remote-rolled-back': { known: number; shown: number };
  'log-rolled-back': { evidence: string };
  'format-unknown': { key: string; format: string };
  // unexpected: exit 1
  'disk-full': { path: string; needBytes: number; freeBytes: number };
  'cleanup-left': { names: string };
  'worker-stuck': { what: string; waitedMs: number };
  'service-failed': { command: string; detail: string };
  'tune-failed': { detail: string };
  'tune-helper-silent': { socket: string; reason: string };
  interrupted: { during: string };
  'engine-crashed': { detail: string };
  unexpected: { detail: string };
}

/** Rows of one kind of memory that a brake holds. */
export interface HeldChange {
  readonly act: 'delete' | 'edit';
  readonly kind: KnownKind;
  readonly rows: number;
  /** Rows of that kind known before. */
  readonly of: number;
}

export type ErrorCode = keyof ErrorData;
/** What a caller may do: try later by itself, try after somebody changed something, or never. */
export type Retry = 'backoff' | 'after-change' | 'never';

interface ErrorKind {
  /** Exit code of cli.md. */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 130;
  readonly retry: Retry;
}

const usage: ErrorKind = { exit: 2, retry: 'after-change' };
const held: ErrorKind = { exit: 3, retry: 'backoff' };
const decide: ErrorKind = { exit: 4, retry: 'after-change' };
const remote: ErrorKind = { exit: 5, retry: 'backoff' };
const source: ErrorKind = { exit: 6, retry: 'after-change' };
const brake: ErrorKind = { exit: 7, retry: 'after-change' };
const damage: ErrorKind = { exit: 8, retry: 'after-change' };

const kinds: { readonly [Code in ErrorCode]: ErrorKind } = {
  usage,
  'command-unknown': usage,
  'option-unknown': usage,
  'not-connected': usage,
  'already-connected': usage,
  'mode-mismatch': usage,
  'mode-unavailable': usage,
  'not-in-merge': usage,
  'not-in-mirror': usage,
  'conflict-unknown': usage,
  'memory-unknown': usage,
  'act-unknown': usage,
  'device-unknown': usage,
  'device-not-ours': usage,
  'project-sealed': usage,
  'project-plain': usage,
  'project-unknown': usage,
  'passphrase-needed': usage,
  'passphrase-empty': usage,
  'store-keys-needed': usage,
  'confirmation-needed': usage,
  'env-file-refused': usage,
  'setting-unknown': usage,
  'setting-invalid': usage,
  'settings-unreadable': usage,
  'secrets-unreadable': usage,
  'keychain-unavailable': usage,
  'keychain-closed': usage,
  'home-unusable': usage,
  'claude-code-missing': usage,
  'hooks-without-node': usage,
  'person-file-unusable': usage,
  'person-file-busy': usage,
  'state-newer': usage,
  'state-damaged': usage,
  'restore-point-unknown': usage,
  'nothing-to-undo': usage,
  'file-exists': usage,
  'file-unreadable': usage,
  'export-unknown': usage,
  'source-kind-differs': usage,
  'remote-folder-inside': usage,
  'lan-off': usage,
  'legacy-project-unknown': usage,
  'cleanup-no-processes': usage,
  'service-unsupported': usage,
  'service-needs-root': usage,
  'service-account': usage,
  'service-foreign': usage,
  'tune-needs-root': usage,
  'tune-no-systemd': usage,
  'tune-tree-linked': usage,
  'tune-journal-damaged': usage,
  'tune-too-many': usage,
  'tune-nothing-waits': usage,
  'tune-helper-refused': usage,
  'tune-helper-not-built': usage,
  'tune-helper-untrusted': usage,
  'tune-helper-foreign': usage,
  'tune-helper-account': usage,
  'lease-held': held,
  'lease-lost': held,
  'home-busy': held,
  'host-running': held,
  'source-busy': held,
  'legacy-locked': held,
  'legacy-changed': held,
  'tune-busy': held,
  diverged: decide,
  'heads-diverged': decide,
  'joined-with-content': decide,
  'tune-unconfirmed': decide,
  'remote-unreachable': remote,
  'remote-denied': { exit: 5, retry: 'after-change' },
  'remote-full': { exit: 5, retry: 'after-change' },
  'remote-missing': { exit: 5, retry: 'after-change' },
  'remote-unknown': remote,
  'log-in-doubt': remote,
  'source-missing': source,
  'source-empty': source,
  'source-not-database': source,
  'source-corrupt': source,
  'source-unreadable': source,
  'source-read-only': source,
  'source-in-use': { exit: 6, retry: 'backoff' },
  'source-locked': { exit: 6, retry: 'backoff' },
  'brake-rows-gone': brake,
  'brake-schema-newer': brake,
  'brake-cloud-sync': brake,
  'cleanup-refused': brake,
  'brake-records': brake,
  'brake-incoming': brake,
  'worker-control-off': brake,
  'tune-stopped': brake,
  'object-damaged': damage,
  'object-missing': damage,
  'passphrase-wrong': damage,
  'encryption-switched': damage,
  'remote-foreign': damage,
  'remote-rolled-back': damage,
  'log-rolled-back': damage,
  'format-unknown': damage,
  'disk-full': { exit: 1, retry: 'after-change' },
  'cleanup-left': { exit: 1, retry: 'after-change' },
  'worker-stuck': { exit: 1, retry: 'backoff' },
  'service-failed': { exit: 1, retry: 'after-change' },
  'tune-failed': { exit: 1, retry: 'after-change' },
  'tune-helper-silent': { exit: 1, retry: 'after-change' },
  interrupted: { exit: 130, retry: 'backoff' },
  'engine-crashed': { exit: 1, retry: 'backoff' },
  unexpected: { exit: 1, retry: 'never' },
};

/** One fault, with everything a person or a program needs to go on. Made by `fail`. */
export class MembridgeError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly data: ErrorData[Code];
  readonly exit: ErrorKind['exit'];
  readonly retry: Retry;

  constructor(code: Code, data: ErrorData[Code], cause?: unknown) {
    // The sentence is made where a person reads it (their language); the log wants fact and data.
    super(`${code} ${JSON.stringify(data)}`, cause === undefined ? undefined : { cause });
    this.name = 'MembridgeError';
    this.code = code;
    this.data = data;
    this.exit = kinds[code].exit;
    this.retry = kinds[code].retry;
  }
}

/** Makes the error to throw: `throw fail('source-missing', { path })`. `cause` is kept for the log, never shown. */
export function fail<Code extends ErrorCode>(code: Code, data: ErrorData[Code], cause?: unknown): MembridgeError<Code> {
  return new MembridgeError(code, data, cause);
}

/** True for an operating fault, of one code if it is given. */
export function isFault(error: unknown): error is MembridgeError;
export function isFault<Code extends ErrorCode>(error: unknown, code: Code): error is MembridgeError<Code>;
export function isFault(error: unknown, code?: ErrorCode): boolean {
  return error instanceof MembridgeError && (code === undefined || error.code === code);
}
