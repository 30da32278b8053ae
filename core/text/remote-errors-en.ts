import { remoteReasonsEn } from './remote-reasons-en.ts';
import { type ErrorTexts, isBucket, type Sentence } from './sentence.ts';

/** The faults of the store and of what stands there. */
export type RemoteErrorTexts = Pick<
  ErrorTexts,
  | 'remote-unreachable'
  | 'remote-denied'
  | 'remote-full'
  | 'remote-missing'
  | 'remote-unknown'
  | 'object-damaged'
  | 'object-missing'
  | 'passphrase-wrong'
  | 'encryption-switched'
  | 'remote-foreign'
  | 'remote-rolled-back'
>;

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

export const remoteErrorsEn: RemoteErrorTexts = {
  'remote-unreachable': ({ where, reason }) =>
    say(
      `${where} cannot be reached: ${remoteReasonsEn[reason]?.message ?? reason}.`,
      remoteReasonsEn[reason]?.hint ?? 'Check the disk or the connection, then try again; nothing is lost meanwhile.',
    ),
  'remote-denied': ({ where, reason }) =>
    say(
      `${where} does not let us in: ${remoteReasonsEn[reason]?.message ?? reason}.`,
      remoteReasonsEn[reason]?.hint ?? 'Mend the rights there, then try again.',
    ),
  'remote-full': ({ where }) =>
    say(`${where} is full.`, 'Make room there, then try again. Nothing of this machine was changed.'),
  'remote-missing': ({ where }) =>
    isBucket(where)
      ? say(
          `There is no Membridge project at ${where}, or no such bucket.`,
          'Check the name of the bucket; `membridge init --s3 … --create-bucket` makes a new one.',
        )
      : say(
          `There is no Membridge project at ${where}, or the folder is not there.`,
          'Plug the disk in or mount the share; if it is gone for good, connect elsewhere with `membridge init --reconnect`.',
        ),
  'remote-unknown': ({ key }) =>
    say(
      `It stays unclear whether ${key} was stored.`,
      'Run the command again: it looks first and sends only what is missing.',
    ),
  'object-damaged': ({ key, finding }) =>
    say(`The stored object ${key} is damaged: ${finding}. Nothing here was changed.`, mending(key)),
  'object-missing': ({ key }) => say(`The stored object ${key} is missing. Nothing here was changed.`, mending(key)),
  'passphrase-wrong': ({ where }) =>
    say(
      `The passphrase does not open the project in ${where}. Nothing was written.`,
      'Try again with the passphrase that the project was made with.',
    ),
  'encryption-switched': ({ pinned, found }) =>
    say(
      `The project was joined with encryption "${pinned}", and what is there now says "${found}". Nothing was read or written.`,
      'Somebody changed the stored files. Bring back the right ones, or connect to another place.',
    ),
  'remote-foreign': ({ where }) =>
    say(
      `Another project stands in ${where} where ours was. Nothing was read or written.`,
      'Bring back the right folder, or join the new one on purpose with `membridge init --reconnect`.',
    ),
  'remote-rolled-back': ({ known, shown }) =>
    say(
      `The stored memory went back: this machine knows revision ${known}, ${shown === 0 ? 'nothing is there now' : `the newest there is ${shown}`}. Nothing was changed.`,
      shown === 0
        ? 'If it is a disk or a share, see that it is mounted; else bring back the missing files. Gone for good: connect anew with `membridge init --reconnect`.'
        : 'Bring back the missing files; if they are gone for good, connect anew with `membridge init --reconnect`.',
    ),
};

/** What a person can do about a damaged or missing object. */
function mending(key: string): string {
  if (key === 'lease.json')
    return 'Make sure that no machine is publishing, then put a new one there: `membridge lock release --yes`.';
  if (key.startsWith('projects/'))
    return 'Push again with the Python membridge on a machine that is sound, or look what else is there: `membridge import-legacy --list`.';
  if (key === 'project.json' || key.startsWith('keys/')) return 'Bring the file back from another copy of the folder.';
  if (key.startsWith('head/')) {
    return 'Bring the file back from another copy of the folder. If there is none, remove what stands there, run `membridge init --reconnect` on each machine, then `membridge push --force` on one that is sound.';
  }
  return 'Run `membridge verify` to see all damage; a machine that is sound can publish again with `membridge push --force`.';
}
