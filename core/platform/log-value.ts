/** Longer strings are paths of nobody or content that does not belong in a log. */
const stringCharsMax = 1_000;
/** Lists and objects in events are short; a longer one is a whole table by mistake. */
const itemsMax = 50;
/** Deeper than an error, its data and its cause. */
const depthMax = 6;
/** All values of one event together; the line stays far below a page of a terminal's scroll back. */
const valuesMax = 400;

/** Nobody means to log one of these, but an error of a library may quote it. */
const keyMaterial = /AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]*/gi;

/** Plain, bounded JSON data from whatever an event carried; never throws, whatever its getters do. */
export function logValue(value: unknown): unknown {
  return bounded(value, depthMax, { left: valuesMax });
}

function bounded(value: unknown, depth: number, budget: { left: number }): unknown {
  budget.left -= 1;
  if (budget.left < 0) return '…';
  switch (typeof value) {
    case 'string':
      return cut(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return String(value);
    case 'object':
      return value === null ? null : guarded(() => boundedObject(value, depth, budget));
    case 'boolean':
    case 'undefined':
      return value;
    case 'symbol':
    case 'function':
      return `<${typeof value}>`;
  }
}

function boundedObject(value: object, depth: number, budget: { left: number }): unknown {
  if (depth === 0) return '…';
  if (value instanceof Error) return boundedObject(errorFields(value), depth, budget);
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return bounded(value.toJSON(), depth - 1, budget);
  if (Array.isArray(value)) return value.slice(0, itemsMax).map((item) => bounded(item, depth - 1, budget));
  if (value instanceof Map || value instanceof Set) return boundedObject([...value], depth, budget);
  const fields = Object.entries(value).slice(0, itemsMax);
  return Object.fromEntries(fields.map(([key, field]) => [cut(key), bounded(field, depth - 1, budget)]));
}

/** What an error tells; its stack only where it is no operating fault, because then it is a bug. */
function errorFields(error: Error): object {
  const { name, message, cause, stack } = error;
  const fields = 'code' in error ? { name, code: error.code, message } : { name, message, stack };
  return cause === undefined ? fields : { ...fields, cause };
}

function cut(text: string): string {
  const clean = text.replaceAll(keyMaterial, '[secret]');
  return clean.length <= stringCharsMax ? clean : `${clean.slice(0, stringCharsMax)}… (${clean.length} characters)`;
}

function guarded(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return '<unreadable>';
  }
}
