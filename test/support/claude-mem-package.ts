/** The real claude-mem packages that the tests use, and the bun that runs them: which, and where they are installed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toolsCacheDir } from './tools-cache.ts';

/** Version -> sha256 of the package file. The first is the one we follow; the second has one migration less (51, not 52). */
export const claudeMemPackages = {
  '13.25.3': '02c22b3ebf06af88c8f1de80dc4e8bec05db977e176ba7243eccfeb358c4e615',
  '13.24.23': '6deb1e2e33ea61f8822dc4193ca376af2c90f7c72431191f55698cb99a190fba',
} as const;
export type ClaudeMemVersion = keyof typeof claudeMemPackages;

export const claudeMemVersion: ClaudeMemVersion = '13.25.3';
export const bunVersion = '1.4.5';

/** What the worker loads at run time besides its bundle; claude-mem's own list of dependencies does not resolve. */
export const runtimePackages = ['zod@4.4.3', 'shell-quote@1.9.0'] as const;

/** Written last into each folder of the cache: without it the folder is the rest of an interrupted installation. */
export const completeMark = '.complete';

export interface ClaudeMemPackage {
  readonly version: ClaudeMemVersion;
  /** The plugin as Claude Code would copy it (holds scripts/worker-service.cjs). */
  readonly pluginDir: string;
  /** A node_modules folder with the run-time packages. */
  readonly modulesDir: string;
  /** Path of the bun binary. */
  readonly bun: string;
}

/** The installed package, or undefined where `npm run test:tools` has not been run. */
export function installedClaudeMem(version: ClaudeMemVersion = claudeMemVersion): ClaudeMemPackage | undefined {
  const folder = claudeMemDir(version);
  const bun = installedBun();
  if (!bun || !existsSync(join(folder, completeMark))) return undefined;
  return { version, bun, pluginDir: join(folder, 'package', 'plugin'), modulesDir: join(folder, 'node_modules') };
}

export function claudeMemDir(version: ClaudeMemVersion): string {
  return join(toolsCacheDir(), 'claude-mem', version);
}

export function bunDir(): string {
  return join(toolsCacheDir(), 'bun', bunVersion);
}

/** The bun binary for this machine, or undefined. */
export function installedBun(): string | undefined {
  return existsSync(join(bunDir(), completeMark)) ? findBun(bunDir()) : undefined;
}

/** The first bundled build under `folder` that runs on this processor (one of them wants AVX2). */
export function findBun(folder: string): string | undefined {
  const vendor = join(folder, 'node_modules', '@oven');
  if (!existsSync(vendor)) return undefined;
  const binaries = readdirSync(vendor).flatMap((build) =>
    ['bun', 'bun.exe'].map((name) => join(vendor, build, 'bin', name)),
  );
  return binaries.find((binary) => existsSync(binary) && runs(binary));
}

function runs(binary: string): boolean {
  try {
    return (
      execFileSync(binary, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() ===
      bunVersion
    );
  } catch {
    return false;
  }
}
