import { isBucket, shown, type Sentence } from './sentence.ts';
import type { SetupWords } from './setup-words.ts';

function say(message: string, hint: string): Sentence {
  return { message, hint };
}

export const setupEn: SetupWords = {
  names: {
    '--folder': 'The folder',
    '--store': 'The store',
    '--s3': 'The address of the store',
    '--region': 'The region',
    '--account': 'The account',
    '--bucket': 'The bucket',
    '--prefix': 'The prefix',
    '--project': 'The project',
    '--label': 'The name of this machine',
    '--ca': 'The certificate',
    '--access-key': 'The access key',
    '--secret-key': 'The secret key',
  },
  missing: (name, expected) => say(`${name} is missing.`, `Enter ${expected}.`),
  invalid: (name, value, expected) => say(`${name} cannot be "${value}".`, `Enter ${expected}.`),
  faults: {
    'already-connected': ({ setting, have, want }) =>
      say(
        `This machine is connected already, with ${setting} ${shown(have)}, not ${shown(want)}.`,
        'Confirm that the connection of now may be given up. What is kept there stays there.',
      ),
    'project-sealed': ({ where }) => say(`The project in ${where} is encrypted.`, 'Enter its passphrase.'),
    'project-plain': ({ where }) =>
      say(
        `The project in ${where} is not encrypted: everybody who reads that place can read it.`,
        'Join it without encryption, or enter the name of another project.',
      ),
    'passphrase-needed': () =>
      say('The passphrase of the project is missing.', 'Enter the passphrase that opens this memory.'),
    'store-keys-needed': () => say('The keys of the store are missing.', 'Enter the access key and the secret key.'),
    'remote-missing': ({ where }) =>
      isBucket(where)
        ? say(`There is no bucket at ${where}.`, 'Check its name, or let it be made.')
        : say(
            `The folder ${where} is not there, nor the one that it would lie in.`,
            'Check the path; plug the disk in or mount the share if it lies there.',
          ),
    'source-kind-differs': ({ path, here, there }) =>
      say(
        `The project holds a memory of the kind ${there}, and ${path} is of the kind ${here}.`,
        'Enter the name of another project.',
      ),
    usage: ({ detail }) => say(`${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`, 'Change it and try again.'),
  },
  reasonHints: {
    'access-key': 'Check the access key.',
    'secret-key': 'Check the secret key: no space, no line end.',
    'no-keys': 'Enter the access key and the secret key.',
    'expired-keys': 'Get new keys from the store and enter them.',
    region: 'Enter the region of the bucket; the address may have to change with it.',
    'bucket-name': 'Check the name of the bucket.',
    certificate:
      'For an authority of your own run `membridge init --s3 URL --bucket NAME --ca FILE` in a terminal on this machine.',
    'no-answer': 'Check the address and the connection, then try again.',
  },
  readOnlyHint: (folder) =>
    `Choose a folder of your own. If Membridge runs as a service, it may write only where it was allowed to: run \`membridge init --folder ${folder}\` and \`membridge service install\` in a terminal.`,
};
