/** Events that are the same for many but for a cursor are executed and written once (docs/adr/0034). */
import { randomUUID } from "node:crypto";
import {
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type FieldNode,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { fragmentsOf } from "./selection.ts";
import { Splice, stringify } from "./splice.ts";

/** An event of which others get the same, but for the cursor. */
interface Alike {
  readonly cursor: string;
  /** The same object for all of them. */
  readonly alike: object;
}

/** Text around each place where the cursor stands. */
type Around = readonly string[];

/** What was written for whom; gone as soon as nobody holds the event any more. */
const written = new WeakMap<object, Map<OperationDefinitionNode, Promise<Around | null>>>();

/**
 * The result of an event: executed for this subscriber, or, where others are sent the same, for whoever comes first. Its
 * `data` is a splice then, which only `putIn` can write.
 */
export async function executeEvent(args: ExecutionArgs, schema: GraphQLSchema): Promise<ExecutionResult> {
  const event: unknown = args.rootValue;
  const operation = isAlike(event) ? getOperationAST(args.document, args.operationName) : null;
  if (!isAlike(event) || !operation || !isSame(args, operation, schema)) return execute(args);
  const texts = written.get(event.alike) ?? new Map<OperationDefinitionNode, Promise<Around | null>>();
  written.set(event.alike, texts);
  const text = texts.get(operation) ?? write(args, event);
  texts.set(operation, text);
  const around = await text;
  return around ? { data: new Splice(around.join(JSON.stringify(event.cursor))) as never } : execute(args);
}

const isAlike = (event: unknown): event is Alike =>
  typeof event === "object" && event !== null && "alike" in event && typeof event.alike === "object";

/** Null where it did not go well: whoever gets an error gets one of their own. */
async function write(args: ExecutionArgs, event: Alike): Promise<Around | null> {
  const marker = randomUUID();
  const { data, errors } = await execute({ ...args, rootValue: { ...event, cursor: marker } });
  return errors || !data ? null : stringify(data).split(JSON.stringify(marker));
}

const known = new WeakMap<OperationDefinitionNode, boolean>();

function isSame(args: ExecutionArgs, operation: OperationDefinitionNode, schema: GraphQLSchema): boolean {
  const same = known.get(operation) ?? saysTheSameToAll(args, operation, schema);
  known.set(operation, same);
  return same;
}

/**
 * Whether an operation says of an event the same to whoever asks: one field, whose arguments say from where on; below it nothing
 * that hangs on a variable, and no field that is more than a property of what it stands on.
 */
function saysTheSameToAll(
  { document }: ExecutionArgs,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): boolean {
  const [root, ...others] = operation.selectionSet.selections;
  if (root?.kind !== Kind.FIELD || others.length > 0) return false;
  let same = true;
  const types = new TypeInfo(schema);
  const look = {
    Directive: () => {
      same = false;
    },
    Field: (node: FieldNode) => {
      if (node === root) return;
      const field = types.getFieldDef();
      const isProperty = node.name.value === "__typename" || (field && !field.resolve && field.args.length === 0);
      if (!isProperty) same = false;
    },
  };
  visit(operation, visitWithTypeInfo(types, look));
  for (const fragment of fragmentsOf(document).values()) visit(fragment, visitWithTypeInfo(types, look));
  return same;
}
