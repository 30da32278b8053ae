/** What `keychain` says. */
export interface KeychainWords {
  readonly inFile: (path: string) => string;
  readonly inKeychain: (path: string) => string;
  readonly movedIn: string;
  readonly movedOut: (path: string) => string;
  readonly wouldMoveIn: string;
  readonly wouldMoveOut: (path: string) => string;
}
