/** Randomness from the system, as an argument. */
export interface Random {
  /** `bytes` random bytes in lower-case hex. */
  hex(bytes: number): string;
}
