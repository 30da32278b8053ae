/** The page that a browser gets while no panel is installed. */
export interface PlainPageWords {
  /** Before the state. */
  readonly title: string;
  readonly noPanel: string;
  readonly whence: string;
  readonly meanwhile: string;
}
