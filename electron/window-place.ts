/** Pixels of the desktop, as Electron counts them: independent of how sharp a screen is. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Below this the panel becomes its narrow form, which is for phones; it still works there. */
export const windowMin = { width: 420, height: 480 } as const;
const usual = { width: 1_120, height: 780 } as const;
/** So much of the upper edge has to be in sight to take hold of a window. */
const gripPx = { width: 120, height: 32 } as const;

/**
 * Where the window opens: where it was, if that can still be seen and taken hold of; else in the middle of the first screen.
 * `areas`: of each screen without its bars, the one to prefer first; never larger than the screen it opens on.
 */
export function windowPlace(kept: Place | null, areas: readonly [Place, ...Place[]]): Place {
  // As it would stand there: made to fit it may show less of its edge than it did.
  const there = kept === null ? [] : areas.map((area) => ({ area, place: placedOn(kept, area) }));
  const found = there.find(({ area, place }) => canBeTaken(place, area));
  if (found !== undefined) return found.place;
  const [first] = areas;
  const { width, height } = fitting(kept ?? usual, first);
  return {
    x: first.x + Math.floor((first.width - width) / 2),
    y: first.y + Math.floor((first.height - height) / 2),
    width,
    height,
  };
}

function placedOn(kept: Place, area: Place): Place {
  return { x: Math.round(kept.x), y: Math.round(kept.y), ...fitting(kept, area) };
}

function fitting({ width, height }: Pick<Place, 'width' | 'height'>, area: Place) {
  const within = (value: number, least: number, most: number) => Math.round(Math.min(Math.max(value, least), most));
  return {
    width: within(width, windowMin.width, area.width),
    height: within(height, windowMin.height, area.height),
  };
}

/** Its upper edge is on that screen, and enough of it. */
function canBeTaken({ x, y, width }: Place, area: Place): boolean {
  const seen = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return seen >= gripPx.width && y >= area.y && y + gripPx.height <= area.y + area.height;
}
