/**
 * `node test/support/install-claude-mem.ts`: puts the real claude-mem and bun into the tools cache. Does nothing twice.
 * claude-mem cannot be installed by npm (one of its dependencies does not resolve), so its package file is unpacked.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  bunDir,
  bunVersion,
  claudeMemDir,
  claudeMemPackages,
  completeMark,
  findBun,
  runtimePackages,
} from './claude-mem-package.ts';
import type { ClaudeMemVersion } from './claude-mem-package.ts';
import { toolsCacheDir } from './tools-cache.ts';

/** A registry that hangs must not hang the build machine. */
const npmMsMax = 300_000;

const versions = Object.keys(claudeMemPackages) as ClaudeMemVersion[];
installOnce(bunDir(), installBun);
for (const version of versions) installOnce(claudeMemDir(version), (folder) => installClaudeMem(folder, version));
console.log(`claude-mem ${versions.join(' and ')}, bun ${bunVersion} in ${toolsCacheDir()}`);

/** Builds into a folder beside and renames: an interrupted installation is never taken for a whole one. */
function installOnce(folder: string, install: (folder: string) => void): void {
  if (existsSync(join(folder, completeMark))) return;
  const part = `${folder}.part-${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part);
  try {
    install(part);
    writeFileSync(join(part, completeMark), '');
    rmSync(folder, { recursive: true, force: true });
    renameSync(part, folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

function installBun(folder: string): void {
  npmInstall(folder, [`bun@${bunVersion}`]);
  if (!findBun(folder)) throw new Error(`bun ${bunVersion} was installed, but none of its builds runs on this machine`);
}

function installClaudeMem(folder: string, version: ClaudeMemVersion): void {
  npm(folder, ['pack', `claude-mem@${version}`]);
  const archive = `claude-mem-${version}.tgz`;
  const sha256 = createHash('sha256')
    .update(readFileSync(join(folder, archive)))
    .digest('hex');
  if (sha256 !== claudeMemPackages[version])
    throw new Error(`${archive} is not the file these tests were written for: sha256 ${sha256}`);
  execFileSync('tar', ['-xzf', archive], { cwd: folder, stdio: 'inherit' });
  rmSync(join(folder, archive));
  // Beside the package: the worker finds them there, as it finds them beside an installed plugin.
  npmInstall(folder, runtimePackages);
}

/** No install scripts: the packages carry what is needed. */
function npmInstall(folder: string, packages: readonly string[]): void {
  npm(folder, ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', ...packages]);
}

/** npm's own output is shown only when it fails. */
function npm(cwd: string, args: readonly string[]): void {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(command, [...args, '--loglevel=error'], {
    cwd,
    timeout: npmMsMax,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}
