import type { Request } from "../domain/context.ts";
import { type Loaders, makeLoaders } from "./loaders.ts";

/** What resolvers are given: one request, or one event of a subscription. */
export interface Context {
  readonly request: Request;
  readonly loaders: Loaders;
}

export const makeContext = (request: Request): Context => new RequestContext(request);

/** Loaders are made when the first is asked for. A class, because Apollo copies contexts, and would copy what a getter gives. */
class RequestContext implements Context {
  private made: Loaders | undefined;

  constructor(readonly request: Request) {}

  get loaders(): Loaders {
    this.made ??= makeLoaders(this.request);
    return this.made;
  }
}
