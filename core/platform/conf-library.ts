import type Conf from 'conf';

/**
 * The settings library, loaded by the first write, because most commands only read and a board feels its 7 MB. Without
 * what its import does to a process: a dependency of it catches every signal and raises
 * it once more, so that one Ctrl-C would look like two, and the second one means 'stop at once'. What it wants to do
 * there, removing half-written files, is done at the next start (home.ts).
 */
export async function loadConf(): Promise<typeof Conf> {
  const before = new Map(signalListeners());
  const library = await import('conf');
  for (const [signal, listeners] of signalListeners()) {
    for (const listener of listeners) {
      if (before.get(signal)?.includes(listener) !== true) process.removeListener(signal, listener);
    }
  }
  return library.default;
}

type Listener = (...args: unknown[]) => void;

function signalListeners(): [string, Listener[]][] {
  return process
    .eventNames()
    .map(String)
    .filter((name) => name.startsWith('SIG') || name === 'exit')
    .map((name) => [name, process.rawListeners(name).map((listener) => listener as Listener)]);
}
