/** What a program said. */
export interface ProgramEnd {
  /** Null: the program is not there, or did not end in time. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An account of this machine. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  /** Its home folder. */
  readonly folder: string;
}

/** This machine as a service is put on it. Real: compose/service-machine.ts; tests put their own in. */
export interface ServiceMachine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Null on systems without user ids. */
  readonly uid: number | null;
  /** This account's home folder. */
  readonly personFolder: string;
  /** Absolute; what a service starts. */
  readonly node: string;
  readonly program: string;
  readonly memoryBytes: number;
  run(command: string, args: readonly string[]): Promise<ProgramEnd>;
  /** Whose the path is; while it is absent, whose the folder is that it would be made in. Null on Windows. */
  accountOf(path: string): Promise<Account | null>;
  accountNamed(name: string): Promise<Account | null>;
  /** claude-mem's folder as that account would find it. */
  memoryFolder(account: { readonly folder: string }): Promise<string>;
  exists(path: string): boolean;
  /** Null when it is not there. */
  read(path: string, encoding: 'utf8' | 'utf16le'): string | null;
  /** Makes folders on the way. Faults: `disk-full`, `service-failed`. */
  write(path: string, text: string, encoding: 'utf8' | 'utf16le'): void;
  remove(path: string): void;
  /** Renames it so that nothing reads it any more; gives the new name. */
  setAside(path: string): string;
  /** 0700, and the account's own. */
  makeHome(path: string, account: Account | null): void;
}
