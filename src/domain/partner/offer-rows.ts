import type { TenantId, UserId } from "../../ids.ts";
import { bind, statement } from "../batch.ts";
import type { ParentColumns } from "./relation-rows.ts";

export interface OfferRow {
  hash: Uint8Array;
  offer: Uint8Array;
  author: UserId;
  labels: readonly string[];
  reference: string | null;
  createdAt: Date;
  expiresAt: Date;
}

const listOffersStatement = statement<OfferRow>(
  "partner_list_offers",
  `select hash, offer, author_id as author, to_json(labels) as labels, reference, created_at, expires_at from own_offers($1)
   order by created_at desc, hash limit $2`,
);
/** Those that stand: with their keeper, by the keys they name. */
export const listOffers = (now: Date, limit: number) => bind(listOffersStatement, now, limit);

/** What an offer is held against, beside the partner's roster. */
export interface OfferGround {
  /** Hash of the partner's genesis. */
  genesis: Uint8Array;
  address: string | null;
  name: string | null;
  /** The role of the keeper, where it counts. */
  role: string | null;
  offers: number;
}

const loadOfferGroundStatement = statement<OfferGround>(
  "partner_load_offer_ground",
  `select l.hash as genesis, u.address, u.name, s.role,
     (select count(*)::integer from own_offers($2)) as offers
   from roster_link l
   left join "user" u on u.tenant_id = l.tenant_id and u.id = $1 and u.status = 'ACTIVE'
   left join partner_staff s on s.tenant_id = u.tenant_id and s.user_id = u.id and s.tenant_id = current_partner()
     and (s.role not in ('OWNER', 'ADMINISTRATOR') or u.role = 'ADMINISTRATOR')
   where l.tenant_id = current_tenant() and l.roster_id = current_tenant() and l.seq = 0`,
);
export const loadOfferGround = (keeper: UserId, now: Date) => bind(loadOfferGroundStatement, keeper, now);

export interface NewOffer {
  readonly keeper: UserId;
  readonly hash: Uint8Array;
  readonly offer: Uint8Array;
  readonly address: string;
  readonly name: string;
  readonly salt: Uint8Array;
  readonly labels: readonly string[];
  readonly reference: string | null;
  readonly expiresAt: Date;
}

const insertOfferStatement = statement(
  "partner_insert_offer",
  `insert into partner_offer (partner_id, hash, offer, author_id, keeper_id, address, name, salt, labels, reference, created_at, expires_at)
   values (current_partner(), $1, $2, current_actor(), $10, $3, $4, $5, $6, $7, $8, $9) on conflict (partner_id, hash) do nothing`,
);
/** The same offer again is the one that there is. */
export const insertOffer = (o: NewOffer, now: Date) =>
  bind(
    insertOfferStatement,
    o.hash,
    o.offer,
    o.address,
    o.name,
    o.salt,
    o.labels,
    o.reference,
    now,
    o.expiresAt,
    o.keeper,
  );

const findOwnOfferStatement = statement<OfferRow>(
  "partner_find_own_offer",
  `select hash, offer, author_id as author, to_json(labels) as labels, reference, created_at, expires_at from partner_offer
   where partner_id = current_partner() and hash = $1`,
);
export const findOwnOffer = (hash: Uint8Array) => bind(findOwnOfferStatement, hash);

const deleteOfferStatement = statement<{ hash: Uint8Array }>(
  "partner_delete_offer",
  "delete from partner_offer where partner_id = current_partner() and hash = $1 returning hash",
);
export const deleteOffer = (hash: Uint8Array) => bind(deleteOfferStatement, hash);

const deleteOffersByStatement = statement(
  "partner_delete_offers_by",
  "delete from partner_offer where partner_id = current_partner() and keeper_id = $1",
);
/** All by which somebody would be a keeper. */
export const deleteOffersBy = (keeper: UserId) => bind(deleteOffersByStatement, keeper);

export interface OpenedOfferRow extends ParentColumns {
  partner: TenantId;
  name: string | null;
  offer: Uint8Array;
  keeperAddress: string;
  keeperName: string;
  keeperSalt: Uint8Array;
  keeperEncryptionKey: Uint8Array;
  expiresAt: Date;
}

const findOfferStatement = statement<OpenedOfferRow>(
  "partner_find_offer",
  `select f.partner_id as partner, f.partner_name as name, f.offer, f.address as keeper_address, f.name as keeper_name,
     f.salt as keeper_salt, f.encryption_key as keeper_encryption_key, f.expires_at, a.partner_id as parent_id, a.name as parent_name
   from find_offer($1, $2, $3) f left join lateral find_parent(f.partner_id) a on true`,
);
export const findOffer = (partner: TenantId, hash: Uint8Array, now: Date) =>
  bind(findOfferStatement, partner, hash, now);
