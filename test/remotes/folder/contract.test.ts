import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { remoteContract } from '../../contract/remote.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { newFolder, openFolder } from './folder-under-test.ts';

remoteContract('folder', async (t) => {
  const { folder, remote } = await newFolder(t);
  return { remote, another: () => openFolder(folder) };
});

remoteContract(
  'folder without hard links',
  async (t) => {
    const { folder, remote } = await newFolder(t, { hardLinks: false });
    return { remote, another: () => openFolder(folder, { hardLinks: false }) };
  },
  { atomic: false, manyKeys: 300 },
);

remoteContract(
  'folder behind a link, with spaces and Cyrillic letters, with a prefix',
  async (t) => {
    const scratch = await scratchFolder(t, 'folder');
    await mkdir(join(scratch, 'Моя пам’ять на диску'));
    const folder = join(scratch, 'link to it');
    await symlink(join(scratch, 'Моя пам’ять на диску'), folder);
    const open = () => openFolder(folder, { prefix: 'Резервні копії/claude mem/' });
    return { remote: open(), another: open };
  },
  { manyKeys: 100 },
);
