import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iconFolder } from '../../build/icon-files.ts';
import { trayIconFile, trayIconNames, type TrayPlatform } from '../../electron/tray-icon.ts';
import type { TrayItem } from '../../electron/tray-menu.ts';
import { trayModel } from '../../electron/tray-model.ts';
import { pngsOf } from './read-png.ts';
import { facts } from './tray-scene.ts';
import { reasons, states } from './tray-table.ts';

const bars = [
  { name: 'Linux, light', platform: 'linux', isDark: false, back: '#f0eeeb' },
  { name: 'Linux, dark', platform: 'linux', isDark: true, back: '#1d1d20' },
  { name: 'Windows, light', platform: 'win32', isDark: false, back: '#eef2f8' },
  { name: 'Windows, dark', platform: 'win32', isDark: true, back: '#202428' },
  { name: 'macOS, light', platform: 'darwin', isDark: false, back: '#e8e3ee' },
  { name: 'macOS, dark', platform: 'darwin', isDark: true, back: '#3a3550' },
] as const;

/** A page with every icon on every bar, as it is and enlarged, and every menu, for somebody to look at. */
export function iconSheet(): string {
  const rows = bars.map(({ name, platform, isDark, back }) => {
    const invert = platform === 'darwin' && isDark ? 'filter:invert(1)' : '';
    const line = (scale: number) =>
      trayIconNames.map((icon) => `<td>${picture(icon, platform, isDark, scale, invert)}</td>`).join('');
    const style = `background:${back};color:${isDark ? '#eee' : '#222'}`;
    return `<tr style="${style}"><th>${name}</th>${line(1)}</tr><tr style="${style}"><th></th>${line(4)}</tr>`;
  });
  const app = [16, 32, 64, 128].map((side) => source(`app/${side}x${side}.png`)).map((src) => `<img src="${src}">`);
  const menus = (['en', 'uk'] as const).map((language) => {
    const figures = shown().map(({ name, sight, more }) => {
      const { icon, tooltip, menu } = trayModel(sight, facts(language, { platform: 'darwin', ...more }));
      return `<figure><figcaption>${picture(icon, 'linux', false, 1, '')} ${name}<br><q>${tooltip}</q></figcaption>${drawnMenu(menu)}</figure>`;
    });
    return `<h2>${language}</h2>${figures.join('')}`;
  });
  return `<!doctype html><meta charset="utf-8"><style>
body{font:13px/1.4 sans-serif;margin:16px;width:1600px;background:#fff;color:#1c1a17}
table{border-spacing:0}td,th{padding:6px 9px;text-align:center;font-weight:400;white-space:nowrap}img{vertical-align:middle}
.large{image-rendering:pixelated}figure{display:inline-block;vertical-align:top;width:306px;margin:8px 8px 8px 0}
figcaption{height:64px}ul{list-style:none;margin:0;padding:5px 0;border:1px solid #ccc8c0;border-radius:6px;background:#f7f5f2}
li{padding:2px 12px;display:flex;justify-content:space-between;gap:8px}li.off{color:#8d877d}li ul{margin:2px 0 4px 12px;width:100%}hr{border:0;border-top:1px solid #ddd8d0;margin:4px 0}
</style><table><tr><th></th>${trayIconNames.map((name) => `<th>${name}</th>`).join('')}</tr>${rows.join('')}</table>
<p>${app.join(' ')}</p>${menus.join('')}`;
}

/** Every state with its window closed; then what else changes a menu. */
function shown() {
  const closed = states.map(({ name, sight }) => ({ name, sight: sight(false), more: {} }));
  const [well] = closed;
  if (well === undefined) throw new Error('there are no states');
  const keys = reasons.filter(({ name }) => /remote-denied|schema-newer/.test(name));
  return [
    ...closed,
    ...keys.map(({ name, sight }) => ({ name, sight: sight(false), more: {} })),
    { ...well, name: 'in-sync, window open', more: { isWindowOpen: true } },
    { ...well, name: 'in-sync, attached', more: { isAttached: true } },
    { ...well, name: 'in-sync, nothing moved yet', more: { lastActivity: null } },
  ];
}

function picture(
  icon: (typeof trayIconNames)[number],
  platform: TrayPlatform,
  isDark: boolean,
  scale: number,
  style: string,
): string {
  const src = source(`tray/${trayIconFile(icon, platform, isDark)}`);
  const side = platform === 'linux' ? 22 : 16;
  return `<img class="${scale > 1 ? 'large' : ''}" width="${side * scale}" height="${side * scale}" style="${style}" src="${src}">`;
}

function source(path: string): string {
  const [first] = pngsOf(path, readFileSync(join(iconFolder, path)));
  return `data:image/png;base64,${first?.toString('base64')}`;
}

function drawnMenu(items: readonly TrayItem[]): string {
  const rows = items.map((item) => {
    if (item.kind === 'separator') return '<hr>';
    const label = item.label.replaceAll('&&', '&').replaceAll('<', '&lt;');
    if (item.kind === 'line') return `<li class="off">${label}</li>`;
    const side = item.kind === 'submenu' ? '▸' : (item.accelerator ?? '').replace('Command+', '⌘');
    const entry = `<li class="${item.because === null ? '' : 'off'}"><span>${label}</span><span>${side}</span></li>`;
    // Opened, where it can be.
    return item.kind === 'submenu' && item.because === null ? `${entry}<li>${drawnMenu(item.items)}</li>` : entry;
  });
  return `<ul>${rows.join('')}</ul>`;
}
