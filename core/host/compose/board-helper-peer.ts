import { helperGroup } from '../../model/tune/helper-wire.ts';
import { accountNamed, groupNamed } from '../../platform/service-accounts.ts';
import { peerUid } from '../../tuning/helper-peer.ts';

/**
 * Whether the peer of a connection may ask the root helper: root, or an account of the group as it is now. The mode of the
 * socket let it in by the groups that it signed in with; this refuses who was taken out of the group since.
 */
export async function mayAsk(instance: string): Promise<boolean> {
  const uid = peerUid(instance);
  if (uid === null) return false;
  if (uid === 0) return true;
  const [account, group] = await Promise.all([accountNamed(String(uid)), groupNamed(helperGroup)]);
  if (account === null || account.uid !== uid || group === null) return false;
  return account.gid === group.gid || group.members.includes(account.name);
}
