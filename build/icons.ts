// `node build/icons.ts`: makes the pictures of resources/icons anew from tray.svg and app.svg; needs Chromium.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright';
import { iconFolder, makeIcons } from './icon-files.ts';

// CHROMIUM names the program where it is at another place.
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const files = await makeIcons(browser);
  for (const made of ['tray', 'app']) await rm(join(iconFolder, made), { recursive: true, force: true });
  let bytes = 0;
  for (const [path, content] of files) {
    await mkdir(dirname(join(iconFolder, path)), { recursive: true });
    await writeFile(join(iconFolder, path), content);
    bytes += content.length;
  }
  console.log(`${files.size} files, ${bytes} bytes`);
} finally {
  await browser.close();
}
