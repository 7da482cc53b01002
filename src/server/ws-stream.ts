import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from "graphql";
import { executeEvent } from "./alike.ts";

/**
 * Subscribes, and executes each event with a context of its own: loaders keep nothing from one event to the next, and the
 * token is the one that the socket has by then.
 *
 * @param schema as it was built: what executes may be another, with splices.
 */
export async function subscribeFresh(
  args: ExecutionArgs,
  freshContext: () => unknown,
  schema: GraphQLSchema,
): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return source;
  return mapEach(source, (rootValue) => executeEvent({ ...args, rootValue, contextValue: freshContext() }, schema));
}

/** Unlike an async generator, its `return` does not wait for a `next` that waits for the next event. */
function mapEach<T, R>(source: AsyncIterable<T>, map: (value: T) => R | Promise<R>): AsyncGenerator<R> {
  const iterator = source[Symbol.asyncIterator]();
  const done = { done: true, value: undefined } as const;
  return {
    async next() {
      const { done: ended, value } = await iterator.next();
      return ended ? done : { done: false, value: await map(value) };
    },
    async return() {
      await iterator.return?.();
      return done;
    },
    async throw(error) {
      await iterator.return?.();
      throw error;
    },
    async [Symbol.asyncDispose]() {
      await iterator.return?.();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
