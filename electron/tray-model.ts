import { toldOf, type HostSight } from './host-sight.ts';
import { cutLine, plainLine, tooltipCharsMax } from './plain-words.ts';
import { trayIconOf, type TrayIconName } from './tray-icon.ts';
import { trayMenu, type TrayFacts, type TrayItem } from './tray-menu.ts';

export interface TrayModel {
  readonly icon: TrayIconName;
  readonly tooltip: string;
  readonly menu: readonly TrayItem[];
}

/** All that the tray shows, as data. Pure and total: whatever the host says, there is an icon, a sentence and a way out. */
export function trayModel(sight: HostSight, facts: TrayFacts): TrayModel {
  const told = toldOf(sight, facts.speech, facts.now);
  const { sentence } = told;
  // Among other icons a tooltip has to say whose it is; some sentences do.
  const tooltip = sentence.includes('Membridge') ? sentence : facts.speech.text('tray:tooltip', { sentence });
  return {
    icon: trayIconOf(told.shown, told.why),
    tooltip: cutLine(plainLine(tooltip), tooltipCharsMax),
    menu: trayMenu(sight, told, facts),
  };
}
