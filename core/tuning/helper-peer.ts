/**
 * Who is at the other end, as systemd says it: the instance of a unit that it starts for one connection of a UNIX socket
 * with Accept=yes is `<number>-<pid>-<uid>`, from the kernel's own word on the peer (SO_PEERCRED), which Node cannot ask
 * for. Since systemd 257 the pid may be followed by `_<number>`. Null for every other form: `<number>-unknown` stands for a
 * peer out of another namespace.
 */
export function peerUid(instance: string): number | null {
  const uid = /^\d{1,10}-\d{1,10}(?:_\d{1,20})?-(\d{1,10})$/.exec(instance)?.[1];
  return uid === undefined ? null : Number(uid);
}
