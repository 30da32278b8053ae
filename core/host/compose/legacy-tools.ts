import type { RemoteSettings } from '../../model/settings.ts';
import type { LegacyBucket } from '../../ports/legacy-bucket.ts';
import type { LegacyImages } from '../../ports/legacy-images.ts';
import { folderLegacyBucket } from '../../remotes/legacy/folder-legacy-bucket.ts';
import { s3LegacyBucket } from '../../remotes/legacy/s3-legacy-bucket.ts';
import { legacyImages as claudeMemImages } from '../../sources/claude-mem/legacy-images.ts';
import { bucketOptions, type RemoteTools } from './remote.ts';

/** The bucket of the Python membridge, at its root, whatever the prefix of ours. */
export function legacyBucketAt(settings: RemoteSettings, remoteTools: RemoteTools): LegacyBucket {
  const { tools } = remoteTools;
  switch (settings.kind) {
    case 'folder':
      return folderLegacyBucket({ folder: settings.folder, random: tools.random });
    case 's3':
      return s3LegacyBucket(bucketOptions(settings, remoteTools));
  }
}

export const legacyImages: LegacyImages = claudeMemImages;
