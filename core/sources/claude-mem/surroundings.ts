/** Where claude-mem's rules look things up: the person's environment and machine, as arguments. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** User id; null on systems without one (Windows). */
  readonly uid: number | null;
}
