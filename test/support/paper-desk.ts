/** A partner's desk, as companies know it that stand in their signed links alone. */
import { makeTenantGenesis } from "../../src/crypto/client/genesis.ts";
import type { TenantAct } from "../../src/crypto/client/tenant-link.ts";
import type { DeskFounding, StaffSetting } from "../../src/crypto/deeds.ts";
import { type DeskRole, deskRole } from "../../src/crypto/desk-entries.ts";
import { deskRight } from "../../src/crypto/desk-terms.ts";
import type { Hash } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { policyScope } from "../../src/crypto/state-entries.ts";
import { makeId } from "../../src/crypto/uuid.ts";
import { anyHash, PaperCompany, type PaperPerson, paperPerson, statedKeys } from "./paper-company.ts";

export const allRights = deskRight.INVITE | deskRight.POLICY | deskRight.BREAK_GLASS;

/** So many hours behind the beginning. */
export const hours = (many: number): number => many * 3_600_000;

/** The same person, later. */
export const at = (who: PaperPerson, time: number): PaperPerson => ({ ...who, time });

export class PaperDesk {
  readonly id = makeId(1);
  readonly genesis = anyHash();
  readonly keeper: PaperPerson;

  constructor(keeper = paperPerson()) {
    this.keeper = keeper;
  }

  /** A company with this desk, and another at it who is no keeper. */
  company(rights: number = allRights, wait = 0): { company: PaperCompany; staff: PaperPerson } {
    const company = new PaperCompany();
    company.act(company.ada, this.opening(rights, wait));
    const staff = paperPerson();
    company.act(this.keeper, this.taking(staff));
    return { company, staff };
  }

  /** A company that this desk founded, without anybody. */
  found(rights: number = allRights, wait = 24): PaperCompany {
    const desk = { desk: this.id, genesis: this.genesis, rights, hours: wait };
    const tenant = makeId(1);
    const genesis = makeTenantGenesis({ tenant, founder: this.keeper, person: anyHash(), desk, time: 1 });
    return new PaperCompany(tenant, genesis);
  }

  opening(rights: number = allRights, wait = 0, founding: Partial<DeskFounding> = {}): TenantAct {
    const its = { genesis: this.genesis, ...statedKeys(this.keeper), person: anyHash(), ...founding };
    return { operation: operation.DESK, subject: { desk: this.id, setting: { rights, hours: wait, founding: its } } };
  }

  granting(rights: number, wait = 0): TenantAct {
    return { operation: operation.DESK, subject: { desk: this.id, setting: { rights, hours: wait, founding: null } } };
  }

  get dismissing(): TenantAct {
    return { operation: operation.DESK, subject: { desk: this.id, setting: null } };
  }

  /** Takes somebody in, or gives them another role, keys or person. */
  taking(who: PaperPerson, role: DeskRole = deskRole.STAFF, its: Partial<StaffSetting> = {}): TenantAct {
    const { user, ...keys } = statedKeys(who);
    const setting = { role, ...keys, person: anyHash(), ...its };
    return { operation: operation.STAFF, subject: { desk: this.id, user, setting } };
  }

  takingOff({ user }: PaperPerson): TenantAct {
    return { operation: operation.STAFF, subject: { desk: this.id, user, setting: null } };
  }

  saying(hash: Hash | null = anyHash()): TenantAct {
    return { operation: operation.POLICY, subject: { scope: policyScope.PARTNER, id: this.id, hash } };
  }

  asking(from: number, until: number): TenantAct {
    return { operation: operation.BREAK_GLASS, subject: { desk: this.id, asked: { reason: anyHash(), from, until } } };
  }

  get ending(): TenantAct {
    return { operation: operation.BREAK_GLASS, subject: { desk: this.id, asked: null } };
  }
}
