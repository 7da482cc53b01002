import { Failure } from "../../errors.ts";
import type { Transaction } from "../transaction.ts";
import { standAgain } from "./rows.ts";

/**
 * Behind the lock of the company's roster: staff of a desk who lost the company, or their place at the partner's, while they waited for
 * it have lost it. It stays so until the transaction ends. Of everybody else nothing is asked.
 *
 * @throws Failure `NOT_FOUND`; `READ_ONLY` where the partner is suspended, of what is more than reading.
 */
export async function demandStanding(tx: Transaction, deed: "READ" | "WRITE" = "WRITE"): Promise<void> {
  if (!tx.inCompany) return;
  const [[standing]] = await tx.run(standAgain());
  if (!standing) throw new Failure("NOT_FOUND");
  if (standing.suspendedAt && deed === "WRITE") throw new Failure("READ_ONLY");
}
