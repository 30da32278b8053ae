import { Notification as SystemNotification } from 'electron';
import type { Notification } from './notification-model.ts';
import type { TrayAct } from './tray-menu.ts';

/** What nobody pressed or closed is forgotten beyond so many: some systems never say that one is gone. */
const keptMax = 20;

/** Shows notifications. A machine without a service for them shows none: tray and window say the same. */
export function notifier(press: (act: TrayAct) => void): (notification: Notification) => void {
  // One that nobody holds is collected, and a press on it does nothing.
  const kept = new Set<SystemNotification>();
  return ({ title, body, buttons }) => {
    if (!SystemNotification.isSupported()) return;
    const actions = buttons.map(({ text }) => ({ type: 'button' as const, text }));
    const shown = new SystemNotification({ title, body, actions });
    const over = (act: TrayAct | undefined) => {
      kept.delete(shown);
      if (act !== undefined) press(act);
    };
    shown.on('click', () => over(buttons[0].act));
    shown.on('action', ({ actionIndex }) => over(buttons[actionIndex]?.act));
    shown.on('close', () => over(undefined));
    kept.add(shown);
    for (const oldest of [...kept].slice(0, -keptMax)) kept.delete(oldest);
    shown.show();
  };
}
