/** What is said about the Python membridge that came before. Texts of its objects come escaped. */
export interface LegacyWords {
  readonly listTitle: (where: string) => string;
  readonly listEmpty: (where: string) => string;
  readonly noDatabase: string;
  readonly lockHeld: (host: string, freeAt: string) => string;
  readonly lockLapsed: (host: string) => string;
  readonly lease: (primary: string, epoch: number) => string;
  readonly bloom: string;
  readonly found: (project: string, id: string, host: string, at: string, rows: string, bytes: string) => string;
  /** Without a manifest that says more. */
  readonly foundBare: (id: string, rows: string, bytes: string) => string;
  readonly staleManifest: string;
  readonly nothingHere: string;
  readonly unsoundHere: string;
  readonly difference: (onlyHere: string, onlyThere: string) => string;
  readonly same: string;
  readonly importAct: string;
  readonly importQuestion: string;
  readonly imported: (rows: string, point: string) => string;
  readonly importHint: string;
  readonly exportPlan: (rows: string, where: string, id: string) => string;
  readonly exportDifference: (onlyHere: string, onlyThere: string) => string;
  readonly exportFirst: string;
  readonly exportOverDamaged: string;
  readonly exportAct: string;
  readonly exportQuestion: string;
  readonly exported: (rows: string, bytes: string, where: string) => string;
  readonly exportedKept: (point: string) => string;
  readonly exportHint: string;
  readonly exportSame: string;
}
