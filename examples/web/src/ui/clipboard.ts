/** After so many milliseconds a copied secret is taken out of the clipboard again. */
export const keptFor = 30_000;
/** Counts what was copied; zero where nothing of it is in the clipboard any more. */
let copied = 0;
let last = 0;

/**
 * Copies a secret, and clears the clipboard after a while: always, because a page may not read there whether it is still the
 * same. A later copy begins the time anew. Browsers let a page that nobody looks at do neither; then it is done when it is
 * looked at again.
 */
export async function copySecret(text: string): Promise<void> {
  const [mine, before] = [++last, copied];
  // Counted before it is there: a lock meanwhile clears it too.
  copied = mine;
  await navigator.clipboard.writeText(text).catch((error: unknown) => {
    if (copied === mine) copied = before;
    throw error;
  });
  setTimeout(() => clear(mine), keptFor);
}

/** Copies what is no secret: nothing of one is there any more, so nothing is cleared. */
export async function copyOpenly(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  copied = 0;
}

/** Clears it at once, where a secret may be in it still. */
export const clearCopied = (): void => clear(copied);

function clear(mine: number): void {
  if (mine === 0 || mine !== copied) return;
  navigator.clipboard.writeText("").then(
    () => {
      if (mine === copied) copied = 0;
    },
    () => window.addEventListener("focus", () => clear(mine), { once: true }),
  );
}
