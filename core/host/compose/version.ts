import packageFile from '../../../package.json' with { type: 'json' };

/** Membridge's own version. */
export const membridgeVersion: string = packageFile.version;
