import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

/** One outcome of a test file, a line of JSON between the file's process and the runner. */
export type Outcome =
  | { readonly kind: 'passed'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string; readonly line: number | null; readonly text: string }
  | { readonly kind: 'skipped'; readonly name: string; readonly reason: string }
  /** The last line: without it the process ended before its tests did. */
  | { readonly kind: 'done' };

type Result = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>['data'];

/** A difference of two large values says enough in its first lines. */
const textCharsMax = 8_000;

/** The reporter that node:test loads: events in, lines of JSON out. Suites are not counted, tests and subtests are. */
async function* outcomeLines(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path: string[] = [];
  for await (const event of events) {
    if (event.type === 'test:start') path.splice(event.data.nesting, Infinity, event.data.name);
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const name = [...path.slice(0, event.data.nesting), event.data.name].join(' > ');
    const outcome = event.type === 'test:pass' ? passed(event.data, name) : failed(event.data, name);
    if (outcome !== undefined) yield `${JSON.stringify(outcome)}\n`;
  }
  yield `${JSON.stringify({ kind: 'done' } satisfies Outcome)}\n`;
}

// node:test takes a reporter from the default export and from nowhere else.
export { outcomeLines as default };

function passed(result: Result, name: string): Outcome | undefined {
  const skip = skipReason(result);
  if (skip !== undefined) return { kind: 'skipped', name, reason: skip };
  return result.details.type === 'suite' ? undefined : { kind: 'passed', name };
}

function failed(result: Result, name: string): Outcome | undefined {
  const skip = skipReason(result);
  if (skip !== undefined) return { kind: 'skipped', name, reason: skip };
  const error = 'error' in result.details ? result.details.error : undefined;
  // A test that fails only because a subtest did would say everything twice; the subtest has been counted.
  if (error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed') return undefined;
  return { kind: 'failed', name, line: result.line ?? null, text: describeError(error) };
}

/** Why a test did not count, or undefined; a test marked todo is one that does not count. */
function skipReason(result: Result): string | undefined {
  if (result.skip !== undefined && result.skip !== false) return result.skip === true ? '' : result.skip;
  if (result.todo !== undefined && result.todo !== false) return result.todo === true ? '' : result.todo;
  return undefined;
}

/** node:test wraps what was thrown; the wrapper's own stack says nothing. */
function describeError(error: unknown): string {
  const thrown = error instanceof Error ? (error.cause ?? error) : error;
  const text = thrown instanceof Error ? inspect(thrown, { depth: 6 }) : String(thrown);
  return text.length > textCharsMax ? `${text.slice(0, textCharsMax)}\n… ${text.length} characters in all` : text;
}
