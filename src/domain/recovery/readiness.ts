import { Failure } from "../../errors.ts";
import type { Request } from "../context.ts";

export async function readReadiness(_request: Request, ..._: unknown[]): Promise<never> {
  throw new Failure("FORBIDDEN");
}
