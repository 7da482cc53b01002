import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Rows, rowByKey, rowsNear } from "./rows-near.ts";

/** What is drawn before anybody has measured. */
const first: Rows = { from: 0, to: 24 };

/**
 * A list of links that may be tens of thousands: those near the view are in the page, in rows of one height (`--row`). Tab comes to one
 * of them and leaves them all; arrows, Home, End and the page keys go from row to row. Each says which one it is of how many.
 */
export function LongList<T>({
  all,
  keyOf,
  current,
  children,
}: {
  all: readonly T[];
  keyOf: (each: T) => string;
  /** The one that is looked at, by its key. */
  current: string | null;
  /** A row: one link, that is given this `tabIndex`. */
  children: (each: T, tabIndex: 0 | -1) => ReactNode;
}) {
  const list = useRef<HTMLUListElement>(null);
  const [near, setNear] = useState(first);
  const [at, setAt] = useState<string | null>(null);
  const last = useRef(0);
  const goes = useRef(false);
  const count = all.length;

  const look = useCallback(() => {
    if (list.current === null) return;
    const { top, height } = list.current.getBoundingClientRect();
    const next = rowsNear({ top, height, count }, window.innerHeight);
    if (next) setNear((now) => (now.from === next.from && now.to === next.to ? now : next));
  }, [count]);
  useLayoutEffect(look);
  useEffect(() => {
    document.addEventListener("scroll", look, { passive: true, capture: true });
    window.addEventListener("resize", look);
    return () => {
      document.removeEventListener("scroll", look, { capture: true });
      window.removeEventListener("resize", look);
    };
  }, [look]);

  const wanted = at ?? current;
  const place = wanted === null ? 0 : all.findIndex((each) => keyOf(each) === wanted);
  // Where somebody was stays where they are, if what stood there is gone.
  const stop = Math.min(place < 0 ? last.current : place, count - 1);
  useLayoutEffect(() => {
    last.current = Math.max(stop, 0);
    if (!goes.current) return;
    goes.current = false;
    list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = (list.current?.offsetHeight ?? 0) / count;
    const next = rowByKey(event.key, stop, count, Math.max(1, Math.floor(window.innerHeight / row) - 2));
    if (next === null || next === stop) return;
    event.preventDefault();
    goes.current = true;
    setAt(keyOf(all[next] as T));
  };

  const [from, to] = [Math.min(near.from, count), Math.min(near.to, count)];
  const shown = Array.from({ length: to - from }, (_, place) => from + place);
  if (stop >= 0 && (stop < from || stop >= to)) shown.push(stop);
  return (
    <ul
      ref={list}
      className="items"
      style={{ blockSize: `calc(${count} * var(--row))` }}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => setAt(target.closest("li")?.dataset.key ?? null)}
    >
      {shown
        .sort((a, b) => a - b)
        .map((index) => {
          const each = all[index] as T;
          const key = keyOf(each);
          return (
            <li
              key={key}
              data-key={key}
              aria-setsize={count}
              aria-posinset={index + 1}
              style={{ insetBlockStart: `calc(${index} * var(--row))` }}
            >
              {children(each, index === stop ? 0 : -1)}
            </li>
          );
        })}
    </ul>
  );
}
