/**
 * Runs in the page: what cannot be read there. Text that is cut without an ellipsis, that leaves its box or the window, or
 * that stands on other text. Given to the browser as it is: it knows nothing outside of itself.
 */
export function layoutFaults(): string[] {
  /** Letters reach into their line's space: only what is in the middle of a line is looked at. */
  const inset = 0.3;
  const slackPx = 1.5;
  const faults = new Set<string>();
  const named = (element: PageElement) => `<${element.tagName.toLowerCase()} class="${element.className}">`;
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const isWide = (each: PageElement) => each.getBoundingClientRect().right > clientWidth + slackPx;
    const wide = [...document.querySelectorAll('body *')].findLast(isWide);
    const which = wide === undefined ? 'nothing' : named(wide);
    faults.add(`the page is ${scrollWidth} px wide in a window of ${clientWidth}: ${which}`);
  }

  const ancestorsOf = (element: PageElement): PageElement[] => {
    const all: PageElement[] = [];
    for (let each: PageElement | null = element; each !== null; each = each.parentElement) all.push(each);
    return all;
  };
  /** What lies over the page by intent covers what is under it. */
  const layerOf = (ancestors: readonly PageElement[]) =>
    ancestors.find(
      (each) => ['fixed', 'sticky'].includes(getComputedStyle(each).position) || each.matches(':modal, :popover-open'),
    );
  const texts: { rect: Rect; words: string; element: PageElement; layer: PageElement | undefined }[] = [];
  const walker = document.createTreeWalker(document.body, 4);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const words = (node.textContent ?? '').trim();
    const element = node.parentElement;
    if (words === '' || element === null || !element.checkVisibility({ visibilityProperty: true })) continue;
    const ancestors = ancestorsOf(element);
    // For screen readers alone.
    if (ancestors.some((each) => each.matches('.unseen'))) continue;
    const clips = ancestors.filter((each) => getComputedStyle(each).overflowX !== 'visible');
    const isShortened = clips.some((each) => getComputedStyle(each).textOverflow === 'ellipsis');
    const isScrolled = clips.some((each) => ['auto', 'scroll'].includes(getComputedStyle(each).overflowX));
    const layer = layerOf(ancestors);
    const range = document.createRange();
    range.selectNodeContents(node);
    const block = ancestors.find((each) => !getComputedStyle(each).display.startsWith('inline')) ?? element;
    const around = block.getBoundingClientRect();
    for (const rect of range.getClientRects()) {
      const say = `“${words.slice(0, 40)}” in ${named(element)}`;
      // A space that is kept at the end of a line hangs over.
      const { whiteSpaceCollapse, fontSize } = getComputedStyle(element);
      const over = whiteSpaceCollapse === 'preserve' ? Number.parseFloat(fontSize) / 2 : slackPx;
      const isOut = rect.right > around.right + over || rect.left < around.left - over;
      if (isOut && !isShortened && !isScrolled) faults.add(`${say} leaves its box ${named(block)}`);
      const clip = clips.find((each) => getComputedStyle(each).overflowX !== 'auto');
      const hold = clip?.getBoundingClientRect();
      const isCut = hold !== undefined && (rect.right > hold.right + slackPx || rect.left < hold.left - slackPx);
      if (isCut && !isShortened) faults.add(`${say} is cut by ${named(clip as PageElement)}`);
      // What is scrolled away, or behind an ellipsis, covers nothing.
      const seen = clips.reduce<Rect>(
        (part, each) => {
          const by = each.getBoundingClientRect();
          return {
            left: Math.max(part.left, by.left),
            right: Math.min(part.right, by.right),
            top: Math.max(part.top, by.top),
            bottom: Math.min(part.bottom, by.bottom),
          };
        },
        { left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom },
      );
      const line = (seen.bottom - seen.top) * inset;
      const core = { ...seen, top: seen.top + line, bottom: seen.bottom - line };
      if (core.right - core.left > 1 && core.bottom - core.top > 1) texts.push({ rect: core, words, element, layer });
    }
  }
  for (const [index, one] of texts.entries())
    for (const other of texts.slice(index + 1)) {
      if (one.element === other.element || one.layer !== other.layer) continue;
      const wide = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
      const high = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
      if (wide > slackPx && high > slackPx)
        faults.add(`“${one.words.slice(0, 40)}” stands on “${other.words.slice(0, 40)}” in ${named(other.element)}`);
    }
  return [...faults];
}

/** Runs in the page: every word that a person sees or hears there. */
export function wordsShown(): string[] {
  const all: string[] = [];
  for (const element of document.querySelectorAll('body, body *')) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
      const text = element.getAttribute(name);
      if (text !== null) all.push(text);
    }
    for (const node of element.childNodes) if (node.nodeType === 3) all.push((node.textContent ?? '').trim());
  }
  return all.filter((text) => text !== '');
}

/** As much of a browser's page as is used above: tests are not compiled for one. */
interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
interface PageNode {
  readonly nodeType: number;
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
}
interface PageElement extends PageNode {
  readonly tagName: string;
  readonly className: string;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly childNodes: Iterable<PageNode>;
  matches(selector: string): boolean;
  getAttribute(name: string): string | null;
  getBoundingClientRect(): Rect;
  checkVisibility(how: { visibilityProperty: boolean }): boolean;
}
declare const document: {
  readonly documentElement: PageElement;
  readonly body: PageElement;
  createTreeWalker(root: PageElement, what: number): { nextNode(): PageNode | null };
  createRange(): { selectNodeContents(node: PageNode): void; getClientRects(): Iterable<Rect> };
  querySelectorAll(selector: string): Iterable<PageElement>;
};
declare function getComputedStyle(element: PageElement): {
  readonly position: string;
  readonly display: string;
  readonly overflowX: string;
  readonly textOverflow: string;
  readonly whiteSpaceCollapse: string;
  readonly fontSize: string;
};
