import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { panelFiles, type PanelFiles } from '../api/panel-files.ts';

/** Beside the program in a release; where `npm run build:panel` makes it in a checkout. */
const places = ['./panel/', '../../../dist/panel/'];

/** The built panel's files; null where nobody has built it. */
export function builtPanel(): PanelFiles | null {
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const folder = folders.find((each) => existsSync(`${each}index.html`));
  return folder === undefined ? null : panelFiles(folder);
}
