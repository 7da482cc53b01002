/** What a partner has to sell, in numbers: said where it is not enough. */
import { type Client, type PartnerView, SealgraphError } from "../client/index.ts";
import { exitCode } from "./exit-code.ts";
import { CommandFailure } from "./failure.ts";
import { counted } from "./output.ts";

export const seatsLeft = ({ seats, seatsSold }: Pick<PartnerView, "seats" | "seatsSold">): string =>
  seatsSold >= seats
    ? `None of the ${counted(seats, "seat")} of your pool is left`
    : `${seats - seatsSold} of the ${counted(seats, "seat")} of your pool ${seats - seatsSold === 1 ? "is" : "are"} left`;

const plansSold = ({ plans }: Pick<PartnerView, "plans">): string =>
  `You may sell: ${plans.map((each) => each.toLowerCase()).join(", ")}`;

const moreSeats =
  "Give another company fewer (sealgraph partner seats), let one go that you look after no more (sealgraph partner release), or ask whoever runs the server for more.";

/** Says in numbers what the partner does not have. Throws LIMIT_EXCEEDED, or what was given. */
export async function sayWhatIsLeft(client: Client, error: unknown): Promise<never> {
  if (!(error instanceof SealgraphError) || error.code !== "LIMIT_EXCEEDED" || error.details.part !== "partner")
    throw error;
  const { limit } = error.details;
  if (limit !== "SEATS" && limit !== "PLAN") throw error;
  const view = await client.partner.view();
  throw limit === "SEATS"
    ? new CommandFailure(exitCode.REFUSED, error.code, `${seatsLeft(view)}.`, moreSeats)
    : new CommandFailure(
        exitCode.REFUSED,
        error.code,
        `Your partner was not sold this plan. ${plansSold(view)}.`,
        "Whoever runs the server sells other plans to partners.",
      );
}

/** What is left to sell, where a change for many was refused for want of it; null where it was not. */
export async function leftInWords(client: Client, reasons: readonly (string | null)[]): Promise<string | null> {
  const wanting = [reasons.includes("SEATS"), reasons.includes("PLAN")] as const;
  if (!wanting.includes(true)) return null;
  const view = await client.partner.view();
  return `${[...(wanting[0] ? [seatsLeft(view)] : []), ...(wanting[1] ? [plansSold(view)] : [])].join(". ")}.${wanting[0] ? ` ${moreSeats}` : ""}`;
}
