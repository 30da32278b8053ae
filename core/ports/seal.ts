/** How stored bytes are padded, so that sizes tell less: `json` by spaces, `zstd` by a skippable frame, `none` for keys. */
export type Padding = 'json' | 'zstd' | 'none';

/**
 * Turns plain bytes into what a store may see and back, bound to the logical key they are stored under
 * (protocol.md section 11). One implementation seals with age; one, chosen aloud, only binds name and checksum.
 */
export interface Seal {
  readonly encryption: 'age' | 'none';
  seal(key: string, plain: Uint8Array, padding: Padding): Promise<Uint8Array>;
  /**
   * Throws `object-damaged` when the bytes were changed, moved to another key, or written with another identity.
   * The result still carries its padding, which JSON and zstd readers skip.
   */
  unseal(key: string, stored: Uint8Array): Promise<Uint8Array>;
}
