import { spawn } from 'node:child_process';

/** What is typed when the text of `prompt` has appeared. */
export interface Answer {
  readonly prompt: string;
  readonly typed: string;
}

export interface TerminalRun {
  readonly exitCode: number;
  /** All that the terminal showed. */
  readonly shown: string;
}

/** Programs that ask on the terminal itself (age) cannot be fed by a pipe. */
const python = `
import json, os, pty, select, sys, time
job = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    os.chdir(job["folder"])
    os.execvp("bash", ["bash", "-c", job["command"]])
shown, seen, answers = b"", 0, job["answers"]
ends = time.monotonic() + job["timeoutMs"] / 1000
while time.monotonic() < ends:
    if not select.select([fd], [], [], 0.2)[0]: continue
    try: chunk = os.read(fd, 65536)
    except OSError: break
    if not chunk: break
    shown += chunk
    while answers and answers[0]["prompt"].encode() in shown[seen:]:
        seen = shown.index(answers[0]["prompt"].encode(), seen) + 1
        time.sleep(0.1)
        os.write(fd, answers.pop(0)["typed"].encode() + b"\\n")
else:
    os.kill(pid, 9)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`;

/**
 * Runs bash lines in a pseudo terminal (needs python3) and answers their questions in order. Killed after
 * `timeoutMs`; the exit code is then not 0.
 */
export async function runInTerminal(
  command: string,
  { folder, answers, timeoutMs = 30_000 }: { folder: string; answers: readonly Answer[]; timeoutMs?: number },
): Promise<TerminalRun> {
  const job = JSON.stringify({ command, folder, answers, timeoutMs });
  const child = spawn('python3', ['-c', python, job], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 255));
  });
  return { exitCode, shown: Buffer.concat(chunks).toString('utf8') };
}
