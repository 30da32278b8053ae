const key = 'membridge-last-visit';

/** When this browser last looked at the panel, before this visit; null: never. */
export const lastVisitAt: number | null = Number(localStorage.getItem(key)) || null;

/** Whoever reads this now has seen what came until now. */
export function rememberVisit(): void {
  const note = () => localStorage.setItem(key, String(Date.now()));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') note();
  });
  addEventListener('pagehide', note);
}
