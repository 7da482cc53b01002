/** What people change of themselves: name and address. */
import { again } from "../again.ts";
import { codeComesLater } from "../code-comes-later.ts";
import type { Context, GlobalOptions } from "../context.ts";
import { withKeys } from "../open.ts";
import { printable } from "../output.ts";

export const rename = (context: Context, _: GlobalOptions, name: string) =>
  withKeys(context, async (client) => {
    await client.company.renameMe(name);
    const own = (await client.company.people()).find(({ you }) => you);
    const waiting = own?.awaiting?.what === "NAME";
    context.out.answer({ name, waiting }, () =>
      waiting
        ? context.out.called("Signed. An administrator has to confirm it: sealgraph user confirm")
        : `You are ${printable(name)} now.`,
    );
  });

interface AddressOptions extends GlobalOptions {
  readonly request?: boolean;
  readonly complete?: string;
}

export const changeAddress = (context: Context, { request: only, complete }: AddressOptions, address: string) =>
  withKeys(context, async (client) => {
    if (complete === undefined && !only && !context.ask.interactive)
      throw codeComesLater("sealgraph user address <address>");
    const request = complete ?? (await client.company.requestAddressChange(address)).request;
    if (complete === undefined) context.out.note(`A code was mailed to ${printable(address)}.`);
    if (only) return context.out.answer({ request }, () => request);
    await again(context, mailedCode, { code: "CODE_REFUSED", most: 5 }, async () => {
      const code = (await context.ask.secret(mailedCode)).trim();
      await client.company.changeMyAddress({ address, request, code });
    });
    const own = (await client.company.people()).find(({ you }) => you);
    const waiting = own?.awaiting?.what === "ADDRESS";
    context.out.answer({ address, waiting }, () =>
      waiting
        ? context.out.called("Signed. An administrator has to confirm it: sealgraph user confirm")
        : `You sign in by ${printable(address)} from now on, with the same password and Secret Key.`,
    );
  });
const mailedCode = {
  what: "the code from the mail",
  variable: "SEALGRAPH_CODE",
  flag: "SEALGRAPH_CODE",
  fromStdin: undefined,
  shown: true,
};
