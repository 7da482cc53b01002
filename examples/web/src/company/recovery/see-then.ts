/** Thrown to stop an act after it has shown what it is about. */
class OnlyLooked extends Error {}

/**
 * What an act of the SDK would be about: it is begun, shows it, and is stopped there, so that nothing was signed. The act itself
 * is called anew once a person has agreed to what they saw.
 */
export async function seeThen<T>(act: (show: (what: T) => void) => Promise<void>): Promise<T | null> {
  let seen: T | null = null;
  try {
    await act((what) => {
      seen = what;
      throw new OnlyLooked();
    });
  } catch (error) {
    if (!(error instanceof OnlyLooked)) throw error;
  }
  return seen;
}
