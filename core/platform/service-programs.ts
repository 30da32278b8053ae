import { execFile } from 'node:child_process';

/** Enabling a unit waits until the service is ready: its TimeoutStartSec=, and some more. */
const runMsMax = 120_000;
/** What these programs say is a page. */
const outputBytesMax = 2 ** 20;

/**
 * Runs a program of the system and gives what it said. `code` null: it is not there, or did not end in time. In the C
 * locale and UTC: what it says is read by us.
 */
export function runServiceProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const options = {
    env: { ...env, LC_ALL: 'C', TZ: 'UTC', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' },
    timeout: runMsMax,
    maxBuffer: outputBytesMax,
    windowsHide: true,
  };
  return new Promise((resolve) => {
    execFile(command, [...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr });
    });
  });
}
