import type { Say } from "../words/words.tsx";

/** What a field is called. One that this release does not know is called as the item calls it, with its words apart. */
export const sayField = ({ maybe }: Say, name: string): string =>
  maybe(`field.${name}`) ?? name.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/^./, (first) => first.toUpperCase());
