import { Failure } from "../../errors.ts";
import type { Request } from "../context.ts";

export async function readRecoveries(_request: Request, ..._: unknown[]): Promise<never> {
  throw new Failure("FORBIDDEN");
}
export async function readRecovery(_request: Request, ..._: unknown[]): Promise<never> {
  throw new Failure("FORBIDDEN");
}
