import { checkHandedTenant, checkHandedVault, handedHeads, handedVault } from "../../src/client/vault/handed.ts";
import { emptyHeld, type Held } from "../../src/client/vault/held.ts";
import { makeProfileGenesis, makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import { profileClass } from "../../src/crypto/link.ts";
import { formatUuid } from "../../src/crypto/uuid.ts";
import { ada, fixedHash, fixedId, ids, key, mallory, person, tenant, time } from "../vectors/cases/fixed.ts";

const chainOf = ({ signed, state }: typeof tenant) => ({ links: [signed], states: [state] });
const foundVault = (founder = ada) =>
  makeProfileGenesis({
    vault: ids.account,
    class: profileClass.ACCOUNT,
    founder,
    vaultKey: key("account vault"),
    tenantHead: tenant.state.head,
    time,
  });
const own = foundVault();
const memory = {
  tenant: { id: ids.tenant, genesis: tenant.hash, seq: 0, hash: tenant.hash },
  vaults: [
    {
      vault: ids.account,
      class: profileClass.ACCOUNT,
      genesis: own.hash,
      rungs: [{ revision: 3, hash: fixedHash("3") }],
    },
    { vault: ids.vault, class: profileClass.PERSONAL, genesis: fixedHash("personal"), rungs: [] },
  ],
};
const [account, personal] = memory.vaults as [(typeof memory.vaults)[0], (typeof memory.vaults)[0]];
const held = (): Held => ({ ...emptyHeld(), handed: memory });

describe("the memory that an approving device handed", () => {
  it("takes the tenant's chain that goes on from it, and no other", () => {
    const chain = chainOf(tenant);
    checkHandedTenant(memory, chain);
    checkHandedTenant(null, chainOf(makeTenantGenesis({ tenant: ids.tenant, founder: mallory, person, time })));
    const twisted: [string, Partial<typeof memory.tenant>][] = [
      ["MISMATCH", { id: ids.stranger }],
      ["MISMATCH", { genesis: fixedHash("other") }],
      ["WENT_BACK", { seq: 1 }],
      ["BROKEN_CHAIN", { hash: fixedHash("other") }],
    ];
    for (const [code, twist] of twisted) {
      const other = { ...memory, tenant: { ...memory.tenant, ...twist } };
      expect(() => checkHandedTenant(other, chain)).toThrow(expect.objectContaining({ code }));
    }
  });

  it("takes a vault of the genesis it names, with a head where there was one", () => {
    checkHandedVault(account, chainOf(own), true);
    checkHandedVault({ ...account, rungs: [] }, chainOf(own), false);
    expect(() => checkHandedVault(account, chainOf(own), false)).toThrow(
      expect.objectContaining({ code: "WENT_BACK" }),
    );
    const replaced = chainOf(foundVault(mallory));
    expect(() => checkHandedVault(account, replaced, true)).toThrow(expect.objectContaining({ code: "MISMATCH" }));
  });

  it("counts for vaults of which nothing is held, in the class it names", () => {
    expect(handedVault(held(), formatUuid(ids.account), "ACCOUNT")).toBe(account);
    expect(handedVault(held(), formatUuid(ids.vault), "PERSONAL")).toBe(personal);
    expect(handedVault(held(), formatUuid(ids.record), "BUSINESS")).toBeNull();
    expect(handedVault(emptyHeld(), formatUuid(ids.record), "ACCOUNT")).toBeNull();
    for (const [vault, its] of [
      [ids.vault, "BUSINESS"],
      [ids.vault, "ACCOUNT"],
      [fixedId("another account vault"), "ACCOUNT"],
    ] as const) {
      const attempt = () => handedVault(held(), formatUuid(vault), its);
      expect(attempt).toThrow(expect.objectContaining({ code: "MISMATCH" }));
    }
  });

  it("asks for descent from its heads", () => {
    expect(handedHeads(held())).toEqual([{ vault: formatUuid(ids.account), revision: 3, hash: fixedHash("3") }]);
    expect(handedHeads(emptyHeld())).toEqual([]);
  });
});
