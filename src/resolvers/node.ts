import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { findOwnDevice } from "../domain/device/device.ts";
import { findActor } from "../domain/session/find-actor.ts";
import { readTenant, readViewer } from "../domain/user/viewer.ts";
import { Node } from "../schema/node.ts";
import type { Context } from "./context.ts";
import { deviceFace, managedCompanyFace, profileFace, recordFace, tenantFace, userFace } from "./faces.ts";
import { parseGid } from "./global-id.ts";

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true })
  async node(@Arg("id", () => ID) id: string, @Ctx() { request, loaders }: Context) {
    const named = parseGid(id);
    switch (named?.type) {
      case "User": {
        const viewer = await readViewer(request);
        return viewer.user === named.user ? userFace(viewer) : null;
      }
      case "Tenant": {
        const tenant = await readTenant(request);
        return tenant.tenant === named.tenant ? tenantFace(tenant) : null;
      }
      case "Device": {
        const device = await findOwnDevice(request, named.device);
        return device && deviceFace(device);
      }
      case "Profile": {
        const profile = (await loaders.profiles()).find((each) => each.vault === named.vault);
        return profile ? profileFace(profile) : null;
      }
      case "Record": {
        const record = await loaders.record(named);
        return record && recordFace(record);
      }
      case "ManagedCompany": {
        // To whoever is on no staff it is nothing, as any other id of somebody else's.
        const onStaff = request.service || (await findActor(request)).surface === "PARTNER";
        const company = onStaff ? await loaders.partner.company(named.tenant) : null;
        return company && managedCompanyFace(company);
      }
      default:
        // Nobody learns without a session which ids are well formed.
        await findActor(request);
        return null;
    }
  }
}
