import { app, nativeTheme } from 'electron';

interface SystemSays {
  /** Another start of this app, with these words; it ends by itself. */
  readonly started: (words: readonly string[]) => void;
  readonly show: () => void;
  readonly changed: () => void;
  readonly quitAtOnce: () => void;
}

/** What the system tells the app, and its person by way of it. */
export function followSystem({ started, show, changed, quitAtOnce }: SystemSays): void {
  app.on('second-instance', (_event, others) => started(others));
  app.on('activate', show);
  app.on('before-quit', (event) => {
    // The system, or a signal: nobody waits.
    event.preventDefault();
    quitAtOnce();
  });
  nativeTheme.on('updated', changed);
}
