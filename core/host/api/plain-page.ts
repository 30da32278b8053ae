import type { StateWord } from '../../model/status.ts';
import { textIn, type Language } from '../../text/text.ts';
import { plainPageEn } from '../../text/plain-page-en.ts';
import { plainPageUk } from '../../text/plain-page-uk.ts';
import { panelHeaders } from './panel-files.ts';

const stylePath = '/plain.css';

const style = `:root { color-scheme: light dark; }
body { margin: 0; display: grid; min-height: 100vh; place-items: center; font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 34rem; padding: 2rem; }
h1 { font-size: 1.25rem; font-weight: 600; margin: 0 0 .5rem; }
.state { font-size: 1.75rem; line-height: 1.25; margin: 0 0 2rem; }
code { font: .9375rem/1.5 ui-monospace, monospace; }
`;

/**
 * What stands at the door while there is no panel: the state in a sentence, and where the panel comes from. It tells no more
 * than `/health` does. Null: another path.
 */
export function plainPage(path: string, request: Request, state: StateWord): Response | null {
  if (path === stylePath) return answer(request, style, 'text/css; charset=utf-8');
  if (path !== '/') return null;
  return answer(
    request,
    page(languageOf(request.headers.get('accept-language') ?? ''), state),
    'text/html; charset=utf-8',
  );
}

function answer(request: Request, body: string, type: string): Response {
  return new Response(request.method === 'HEAD' ? null : body, {
    headers: { ...panelHeaders, 'content-type': type, vary: 'accept-language' },
  });
}

/** Every word of it is ours. The page asks again by itself: a state of an hour ago would be a lie. */
function page(language: Language, state: StateWord): string {
  const say = language === 'uk' ? plainPageUk : plainPageEn;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="15">
<title>Membridge</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<main>
<h1>${say.title}</h1>
<p class="state">${textIn(language).words.status.states[state]}.</p>
<p>${say.noPanel} ${say.whence} <code>npm run build</code></p>
<p>${say.meanwhile} <code>membridge status</code></p>
</main>
</body>
</html>
`;
}

/** The first of our languages that the browser asks for, by its order and weights. */
function languageOf(accepted: string): Language {
  const wishes = accepted
    .slice(0, acceptedCharsMax)
    .split(',')
    .map((wish) => {
      const [tag = '', weight] = wish.trim().split(/\s*;\s*q=/);
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .toSorted((a, b) => b.weight - a.weight);
  const first = wishes.find(({ tag, weight }) => weight > 0 && /^(?:uk|en)(?:-|$)/.test(tag));
  return first?.tag.startsWith('uk') === true ? 'uk' : 'en';
}

/** Browsers send a handful of languages. */
const acceptedCharsMax = 500;
