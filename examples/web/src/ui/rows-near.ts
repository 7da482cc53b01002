export interface Rows {
  /** The first that is drawn. */
  readonly from: number;
  /** The first that is not drawn any more. */
  readonly to: number;
}

/** So many are drawn above and below what is seen: whoever scrolls, or reads on with a screen reader, finds them there. */
const around = 12;
/** Nothing is drawn anew before so many have gone by. */
const step = 6;

/**
 * Which rows of a long list are drawn, where its top stands so many pixels below that of the view, which is so high. Null where it is
 * not shown, and so has no height: then what was drawn stays.
 */
export function rowsNear(list: { top: number; height: number; count: number }, viewHeight: number): Rows | null {
  const row = list.height / list.count;
  if (!(row > 0)) return null;
  const bounded = (at: number) => Math.min(Math.max(at, 0), list.count);
  const from = Math.floor(-list.top / row / step) * step - around;
  const to = Math.ceil((viewHeight - list.top) / row / step) * step + around;
  return { from: bounded(from), to: bounded(to) };
}

/** The row that a key leads to from another; null for keys that lead to none. */
export function rowByKey(key: string, from: number, count: number, page: number): number | null {
  const to: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  const next = Object.hasOwn(to, key) ? to[key] : undefined;
  return next === undefined || count === 0 ? null : Math.min(Math.max(next, 0), count - 1);
}
