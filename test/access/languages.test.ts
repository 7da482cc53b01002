/** In what language the server writes to whom: what each says for themself, and says of nobody else. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { letterOfParting } from "../../src/domain/partner/tell.ts";
import { completeSignUp } from "../../src/domain/session/complete-sign-up.ts";
import { requestSignUp } from "../../src/domain/session/request-sign-up.ts";
import { setLocale } from "../../src/domain/user/set-locale.ts";
import { readViewer } from "../../src/domain/user/viewer.ts";
import { makeBareAccount } from "../support/bare-client.ts";
import { runJobs } from "../support/jobs.ts";
import { resetSecondFactorsIn } from "../support/operator.ts";
import { addTotp } from "../support/second-factor.ts";
import { codeIn, openVerbsHouse, type SignedUpAccount, type VerbsHouse } from "../support/verbs.ts";

let house: VerbsHouse;
let ada: SignedUpAccount;
let bob: SignedUpAccount;
beforeAll(async () => {
  house = await openVerbsHouse();
  [ada, bob] = [await house.signUp(), await house.signUp()];
});
afterAll(() => house.close());

const last = () => house.letters.at(-1);

describe("The language of an account", () => {
  it("is English unless somebody says otherwise as they sign up, who is written to in it from the first letter", async () => {
    expect(await readViewer(ada.request())).toMatchObject({ locale: "en" });
    const address = "zoe@example.com";
    const { signUp } = await requestSignUp(house.anonymous(), { address, locale: "fr" });
    expect(last()).toMatchObject({ to: address, subject: expect.stringMatching(/^\d{8} est votre code Sealgraph$/) });
    const { input } = makeBareAccount(address);
    const made = await completeSignUp(house.anonymous(), { ...input, signUp, code: codeIn(last()), locale: "fr" });
    if (made.__typename !== "SignedUp") throw new Error(made.__typename);
    expect(await readViewer(house.by(made.session.accessToken))).toMatchObject({ locale: "fr" });
    // Whoever asks for that address in another language learns nothing by it, and its owner reads their own.
    await requestSignUp(house.anonymous(), { address, locale: "en" });
    expect(last()).toMatchObject({ to: address, subject: "Vous avez déjà un compte Sealgraph" });
    await requestSignUp(house.anonymous(), { address: ada.account.address, locale: "fr" });
    expect(last()?.subject).toBe("You have a Sealgraph account already");
  });

  it("is set by its owner, for themself alone", async () => {
    expect(await setLocale(ada.request(), { locale: "fr" })).toMatchObject({ locale: "fr" });
    expect(await readViewer(ada.request())).toMatchObject({ locale: "fr", address: ada.account.address });
    expect(await readViewer(bob.request())).toMatchObject({ locale: "en" });
    await setLocale(bob.request(), { locale: "en" });
    expect(await readViewer(ada.request())).toMatchObject({ locale: "fr" });
  });

  it.each(["", "FR", "de", "fr-FR", "en\u0000", "__proto__", '\'; drop table "user" --'])(
    "is none of %j",
    async (locale) => {
      await expect(setLocale(bob.request(), { locale })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
      await expect(setLocale(house.anonymous(), { locale: "fr" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      expect(await readViewer(bob.request())).toMatchObject({ locale: "en" });
      await expect(
        house.asSuperuser('update "user" set locale = $1', [`${locale.replaceAll("\u0000", "")} `]),
      ).rejects.toMatchObject({ constraint: expect.stringMatching(/user_locale_is_known/) });
    },
  );

  it("is that of what the server tells them, at once and by jobs", async () => {
    await setLocale(ada.request(), { locale: "fr" });
    await addTotp(house, ada.request);
    expect(last()).toMatchObject({
      to: ada.account.address,
      subject: "Sealgraph\u00a0: un second facteur a été ajouté",
    });
    await resetSecondFactorsIn(house, ada.account.address);
    house.advance(1_000);
    await runJobs(house.house);
    expect(last()).toMatchObject({
      to: ada.account.address,
      subject: "Sealgraph\u00a0: vos seconds facteurs ont été supprimés",
    });
    expect(last()?.text).toContain("La personne qui gère le serveur");
  });

  it("of whoever has an address is told to nobody who serves", async () => {
    await expect(house.house.pool.query("select locale_at($1)", [ada.account.address])).rejects.toMatchObject({
      code: "42501",
    });
  });
});

describe("A letter about a company that parted", () => {
  const its = {
    ...{ address: "pia@msp.example", partner: "Pia's IT", company: "01a2" as never, name: "Babbage\r\n& Co." },
    ...{ reference: "K-1\u202e047", partedAt: new Date("2026-03-01T10:00:00Z"), byWhom: null },
  };

  it("names it in its reader's language, on one line", () => {
    expect(letterOfParting({ ...its, locale: "en" }).text).toContain(
      "Babbage & Co. (K-1047) has left Pia's IT: one of its administrators ended that on 1 March 2026.",
    );
    expect(letterOfParting({ ...its, locale: "fr", byWhom: "Tom" }).text).toContain(
      "«\u00a0Tom\u00a0» a mis fin, le 1 mars 2026, au suivi de «\u00a0Babbage & Co.\u00a0» (K-1047)\u00a0: «\u00a0Pia's IT\u00a0» ne s’en occupe plus.",
    );
    expect(letterOfParting({ ...its, locale: "fr", name: null, reference: null, partner: null }).text).toContain(
      "L’entreprise 01a2 vous a quitté\u00a0:",
    );
  });
});
