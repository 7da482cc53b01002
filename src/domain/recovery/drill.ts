import { Failure } from "../../errors.ts";
import type { Request } from "../context.ts";

export async function reportDrill(_request: Request, ..._: unknown[]): Promise<never> {
  throw new Failure("FORBIDDEN");
}
export async function readCanary(_request: Request, ..._: unknown[]): Promise<never> {
  throw new Failure("FORBIDDEN");
}
