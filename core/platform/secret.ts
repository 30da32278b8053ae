import { inspect } from 'node:util';

const redacted = '[secret]';

/**
 * A value that must not reach a log, an error or a screen by accident: however it is printed, it says `[secret]`.
 * Only `reveal` gives it away, at the one place that needs it.
 */
export class Secret {
  // A private field, so that no walk over properties finds it.
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [inspect.custom](): string {
    return redacted;
  }
}
