import type { Request } from "../domain/context.ts";
import { type Loaders, makeLoaders } from "./loaders.ts";

/** What resolvers are given: one request, or one event of a subscription. */
export interface Context {
  readonly request: Request;
  readonly loaders: Loaders;
}

export function makeContext(request: Request): Context {
  let loaders: Loaders | undefined;
  return {
    request,
    get loaders() {
      loaders ??= makeLoaders(request);
      return loaders;
    },
  };
}
