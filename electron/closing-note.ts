import type { Notification } from './notification-model.ts';
import type { TraySpeech } from './speech.ts';

export interface ClosingNoteParts {
  readonly memory: {
    readonly read: () => { readonly wasToldOfClosing: boolean };
    readonly change: (change: { readonly wasToldOfClosing: true }) => void;
  };
  readonly speech: TraySpeech;
  /** The way back is in the bar; else it is another start. */
  readonly isTraySeen: boolean;
  readonly notify: (notification: Notification) => void;
}

/** Said once in a life: people take a closed window for a closed program. */
export function tellOfClosing({ memory, speech: { text }, isTraySeen, notify }: ClosingNoteParts): void {
  if (memory.read().wasToldOfClosing) return;
  memory.change({ wasToldOfClosing: true });
  const body = isTraySeen ? text('tray:closed.withTray') : text('tray:closed.withoutTray');
  const open = { text: text('tray:open'), act: { kind: 'open', path: null } } as const;
  notify({ id: 'closed', title: text('tray:closed.title'), body, buttons: [open] });
}
