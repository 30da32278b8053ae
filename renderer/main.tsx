// oxlint-disable-next-line import/no-unassigned-import -- it sets something for every module after it
import './no-eval.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/commissioner/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/home.css';
import './styles/lanes.css';
import './styles/dialog.css';
import './styles/lists.css';
import './styles/views.css';
import './styles/past.css';
import './styles/setup.css';
import './styles/board.css';
import { App } from './app.tsx';
import { openSession } from './session.ts';
import { startText } from './text.ts';
import { showTheme } from './theme.ts';
import { rememberVisit } from './visit.ts';

const place = document.querySelector('#root');
if (place === null) throw new Error('the page has no root');
showTheme();
rememberVisit();
await startText();
// A code that was used already, or a host that is away: the page says so itself.
const token = await openSession().catch(() => null);
createRoot(place).render(
  <StrictMode>
    <App token={token} />
  </StrictMode>,
);
