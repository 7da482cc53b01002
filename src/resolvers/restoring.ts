import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { offerHeads } from "../domain/restoring/offer-heads.ts";
import { uploadVault } from "../domain/restoring/upload-vault.ts";
import { OfferHeadsInput, OfferHeadsPayload, UploadVaultInput, UploadVaultPayload } from "../schema/restoring.ts";
import type { Context } from "./context.ts";

@Resolver()
export class RestoringResolver {
  @Mutation(() => OfferHeadsPayload)
  async offerHeads(
    @Arg("input", () => OfferHeadsInput) { heads }: OfferHeadsInput,
    @Ctx() { request }: Context,
  ): Promise<OfferHeadsPayload> {
    return { vaults: await offerHeads(request, heads) };
  }

  @Mutation(() => UploadVaultPayload)
  uploadVault(@Arg("input", () => UploadVaultInput) input: UploadVaultInput, @Ctx() { request }: Context) {
    return uploadVault(request, input);
  }
}
