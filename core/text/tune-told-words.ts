/** What `tune facts --device` says of another machine. */
export interface TuneToldWords {
  /** A heading. */
  readonly head: (label: string, date: string) => string;
  /** Label, and why what it told cannot be read. */
  readonly unread: (label: string, finding: string) => string;
  readonly nothing: (label: string) => string;
  readonly ofDisk: (disk: string, size: string, free: string) => string;
  readonly zram: (size: string, owner: string) => string;
  readonly tuning: string;
  readonly states: Readonly<Record<'confirmed' | 'waiting' | 'unsettled', (profile: string) => string>>;
}
