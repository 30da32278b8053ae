import { EventEmitter } from 'node:events';

/** What the language itself asks of any value. */
const ofTheLanguage = new Set(['then', 'toJSON', 'constructor', 'prototype', 'name', 'length', 'inspect', '$$typeof']);

/** The object, and an error for whatever it does not have: a stand-in that answers `undefined` would prove anything. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (key in object || typeof key === 'symbol' || ofTheLanguage.has(key)) {
        const value: unknown = Reflect.get(object, key, object);
        return typeof value === 'function' && receiver !== undefined && !isClass(value)
          ? (value as (...args: unknown[]) => unknown).bind(object)
          : value;
      }
      throw new Error(`the stand-in has no ${name}.${key}`);
    },
    set(_object, key) {
      throw new Error(`the stand-in lets nobody set ${name}.${String(key)}`);
    },
  });
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Events by the names that Electron has; another one is an error. */
export class KnownEvents extends EventEmitter {
  constructor(owner: string, names: readonly string[]) {
    super();
    const known = new Set(['newListener', 'removeListener', 'error', ...names]);
    EventEmitter.prototype.on.call(this, 'newListener', (event: string) => {
      if (!known.has(event)) throw new Error(`the stand-in knows no event ${event} of ${owner}`);
    });
  }
}
