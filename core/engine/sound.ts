import { isFault } from '../model/errors.ts';

/** What `read` gives; null where the database it reads is damaged or none. For work that must not fail because of that. */
export async function soundOrNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isFault(error, 'source-corrupt') || isFault(error, 'source-not-database')) return null;
    throw error;
  }
}
