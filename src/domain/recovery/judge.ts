import { Failure } from "../../errors.ts";
import type { Request } from "../context.ts";

export async function judgeRecovery(_request: Request, ..._: unknown[]): Promise<never> {
  throw new Failure("FORBIDDEN");
}
