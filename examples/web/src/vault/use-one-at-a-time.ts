import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * On a narrow screen an item takes the place of the list. Whoever opens one begins at its top, with the focus there; whoever comes back
 * finds the list as far down as they left it, and the focus where it was in it.
 */
export function useOneAtATime(opened: boolean): {
  readonly list: RefObject<HTMLElement | null>;
  readonly one: RefObject<HTMLElement | null>;
} {
  const list = useRef<HTMLElement>(null);
  const one = useRef<HTMLElement>(null);
  const hides = useRef(false);
  const downAt = useRef(0);
  useEffect(() => {
    // Read while the list is shown: without it the page is shorter, and its place is lost.
    const note = () => {
      if (!hides.current) downAt.current = window.scrollY;
    };
    document.addEventListener("scroll", note, { passive: true });
    return () => document.removeEventListener("scroll", note);
  }, []);
  useLayoutEffect(() => {
    const hidden = list.current !== null && list.current.offsetParent === null;
    if (opened && hidden && !hides.current) {
      hides.current = true;
      window.scrollTo(0, 0);
      // A form has put it into its first field.
      if (!one.current?.contains(document.activeElement)) one.current?.focus({ preventScroll: true });
    }
    if (!opened && hides.current) {
      hides.current = false;
      window.scrollTo(0, downAt.current);
      list.current?.querySelector<HTMLElement>('.items [tabindex="0"]')?.focus({ preventScroll: true });
    }
  }, [opened]);
  return { list, one };
}
