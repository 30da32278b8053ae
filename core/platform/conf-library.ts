/**
 * The settings library, without what its import does to a process: a dependency of it catches every signal and raises
 * it once more, so that one Ctrl-C would look like two, and the second one means 'stop at once'. What it wants to do
 * there, removing half-written files, is done at the next start (home.ts).
 */
const before = new Map(signalListeners());
const { default: Conf } = await import('conf');
for (const [signal, listeners] of signalListeners()) {
  for (const listener of listeners) {
    if (before.get(signal)?.includes(listener) !== true) process.removeListener(signal, listener);
  }
}

export { Conf };

type Listener = (...args: unknown[]) => void;

function signalListeners(): [string, Listener[]][] {
  return process
    .eventNames()
    .map(String)
    .filter((name) => name.startsWith('SIG') || name === 'exit')
    .map((name) => [name, process.rawListeners(name).map((listener) => listener as Listener)]);
}
