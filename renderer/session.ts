import { hostClient } from '../core/host/api/client.ts';

const key = 'membridge-token';

/** The token of this browser; null when the person has to open the address that the host printed. */
export function keptToken(): string | null {
  return localStorage.getItem(key);
}

export function forgetToken(): void {
  localStorage.removeItem(key);
}

/**
 * Turns the one-time code of `#code=…` into a token. The code leaves the address and the history before anything else
 * happens; being behind `#` it was never sent to anybody.
 */
export async function openSession(): Promise<string | null> {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code === null) return keptToken();
  history.replaceState(null, '', location.pathname + location.search);
  const { token } = await hostClient({ url: location.origin, token: null }).session(code);
  localStorage.setItem(key, token);
  return token;
}
