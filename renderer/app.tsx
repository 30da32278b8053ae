import { useEffect, useState } from 'react';
import { HostContext, liveHost, type LiveHost } from './host-view.ts';
import { Shell } from './shell.tsx';
import { forgetToken } from './session.ts';
import { Locked } from './views/locked.tsx';

/** The panel of one host; without a valid token the way to get one. */
export function App({ token }: { readonly token: string | null }) {
  const [isRefused, refuse] = useState(false);
  const host = useLiveHost(token, () => {
    forgetToken();
    refuse(true);
  });
  if (token === null || isRefused) return <Locked />;
  if (host === null) return null;
  return (
    <HostContext value={host}>
      <Shell />
    </HostContext>
  );
}

function useLiveHost(token: string | null, refused: () => void): LiveHost | null {
  const [host, setHost] = useState<LiveHost | null>(null);
  useEffect(() => {
    if (token === null) return undefined;
    const made = liveHost(token, refused);
    setHost(made);
    return () => made.close();
    // `refused` only sets a state: the same for as long as the page is open.
  }, [token]);
  return host;
}
