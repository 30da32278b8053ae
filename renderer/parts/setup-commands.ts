import type { Place } from '../../core/host/api/contract-setup.ts';

/** Where the command line says nothing else. */
const projectDefault = 'mem';

/** A memory as another machine would join it. */
export interface Joined {
  readonly place: Place;
  readonly project: string;
  readonly encryption: string;
}

/** What is typed on the next machine to join: no key and no passphrase is in it, these are asked for there. */
export function nextCommands({ place, project, encryption }: Joined): readonly [string, string] {
  const words = [
    ...placeWords(place),
    ...(project === projectDefault ? [] : ['--project', project]),
    ...(encryption === 'none' ? ['--no-encryption'] : []),
  ];
  return [['membridge init', ...words.map(shellWord)].join(' '), 'membridge start'];
}

function placeWords(place: Place): string[] {
  if (place.kind === 'folder') return ['--folder', place.folder];
  const { store, endpoint, region, account, bucket, prefix } = place;
  const option = (name: string, value: string | null) => (value === null ? [] : [name, value]);
  return [
    ...option('--store', store),
    ...option('--s3', endpoint),
    ...option('--account', account),
    ...option('--region', region),
    '--bucket',
    bucket,
    ...option('--prefix', prefix),
  ];
}

/** As a person may paste it. `~/` must stay bare for the shell to see it. */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  const home = word.startsWith('~/') ? '~/' : '';
  const rest = word.slice(home.length);
  return home + (/^[\w@%+=:,./-]+$/.test(rest) ? rest : `'${rest.replaceAll("'", `'\\''`)}'`);
}
