import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from "graphql";

/**
 * Subscribes, and executes each event with a context of its own: loaders keep nothing from one event to the next, and the
 * token is the one that the socket has by then.
 */
export async function subscribeFresh(
  args: ExecutionArgs,
  freshContext: () => unknown,
): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return source;
  return mapEach(source, (rootValue) => execute({ ...args, rootValue, contextValue: freshContext() }));
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
