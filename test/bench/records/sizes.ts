/** What one step of a program cost a store. */
export interface StepCost {
  /** Written to the store. */
  readonly bytes: number;
  /** Requests, or files written where a program knows only folders; null where neither can be told. */
  readonly requests: number | null;
}

/** A program that keeps a changing database in a store; every step follows a change that is in the file. */
export interface Keeper {
  readonly name: string;
  /** The first time: everything. */
  begin(database: string): Promise<void>;
  step(database: string): Promise<StepCost>;
}
