import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/commissioner/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/home.css';
import { App } from './app.tsx';
import { openSession } from './session.ts';
import { startText } from './text.ts';

const place = document.querySelector('#root');
if (place === null) throw new Error('the page has no root');
await startText();
// A code that was used already, or a host that is away: the page says so itself.
const token = await openSession().catch(() => null);
createRoot(place).render(
  <StrictMode>
    <App token={token} />
  </StrictMode>,
);
