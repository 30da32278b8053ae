import { rolldown } from 'rolldown';

/** The one package that is never bundled: it carries a binary for each system. */
export const nativePackage = 'better-sqlite3';

/** Makes plain JavaScript of `input` (name -> source) in `folder`, one `NAME.mjs` each, and gives the files that went in. */
export async function buildProgram(
  folder: string,
  input: Readonly<Record<string, string>>,
  external: readonly string[],
): Promise<string[]> {
  const build = await rolldown({
    input: { ...input },
    platform: 'node',
    external: [...external],
    // What its `main` names asks for its parts in a way that no bundler sees.
    resolve: { alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' } },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  });
  await build.close();
  return output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
}
