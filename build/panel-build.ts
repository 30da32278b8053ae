import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, type Rolldown } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** Makes the panel's files in `folder`, and gives the files that went into them. */
export async function buildPanel(folder: string): Promise<string[]> {
  const moduleIds = new Set<string>();
  const built = (await build({
    root: join(root, 'renderer'),
    publicDir: join(root, 'resources/panel'),
    configFile: false,
    logLevel: 'warn',
    plugins: [
      react(),
      // Style sheets, and the fonts in them, are in no chunk of the output.
      { name: 'module-ids', moduleParsed: ({ id }) => void moduleIds.add(id) },
    ],
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'es2022',
      // Inlined pictures and fonts would be data: addresses, which the page's policy lets in for pictures only.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // Its size as it is sent is what counts: test/build/bundle.test.ts bounds it.
      chunkSizeWarningLimit: 1_000,
    },
  })) as Rolldown.RolldownOutput;
  const shipped = new Set(built.output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : [])));
  return [...moduleIds].filter((id) => shipped.has(id) || id.split('?')[0]?.endsWith('.css'));
}
