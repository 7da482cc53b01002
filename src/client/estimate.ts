/** How fast something goes, and how long it will take. */
export interface Estimate {
  /** Done in a second, lately; null before anything is known. */
  readonly rate: number | null;
  /** Null where nobody can know. */
  readonly secondsLeft: number | null;
}

/** What was done before that says nothing any more: a line gets faster and slower. */
const lately = 10_000;

interface Mark {
  /** Milliseconds. */
  readonly at: number;
  readonly worked: number;
}

/**
 * Goes by what was done in the last seconds. `worked` is what took work: what was passed over, because it was there already, makes
 * nothing faster. `now` is any clock that runs evenly.
 */
export function makeEstimate(
  total: number | null,
  now: () => number = () => performance.now(),
): (done: number, worked?: number) => Estimate {
  const marks: Mark[] = [{ at: now(), worked: 0 }];
  return (done, worked = done) => {
    const last = { at: now(), worked };
    marks.push(last);
    while (marks.length > 2 && (marks[1] as Mark).at <= last.at - lately) marks.shift();
    const first = marks[0] as Mark;
    const seconds = (last.at - first.at) / 1_000;
    const rate = seconds > 0 && last.worked > first.worked ? (last.worked - first.worked) / seconds : null;
    const left = total === null ? null : Math.max(0, total - done);
    return { rate, secondsLeft: left === 0 ? 0 : left === null || rate === null ? null : left / rate };
  };
}
