/** Secrets of one home: an opened identity. In the keychain or a 0600 file; never in settings, logs or argv. */
export interface SecretStore {
  get(name: SecretName): Promise<string | null>;
  set(name: SecretName, value: string): Promise<void>;
  delete(name: SecretName): Promise<void>;
}

/** `identity`: the age identity of the project, with the key id it was opened from, as `keyId:AGE-SECRET-KEY-1…`. */
export type SecretName = 'identity' | 's3-access-key' | 's3-secret-key';

/** How they lie in their file: as they are (0600), or each sealed by the keychain. */
export type SecretsPlace = 'file' | 'keychain';
