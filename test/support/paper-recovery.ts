/** A recovery group that stands in its signed links alone, opened by its code; and backups by it, as a file. */
import type { BackupContent } from "../../src/client/backup/content.ts";
import type { BackupHeader, BackupLine } from "../../src/client/backup/file.ts";
import { writeBackupFile } from "../../src/client/backup/write-file.ts";
import { sealPreviousKey } from "../../src/crypto/client/epoch.ts";
import { deriveGroupSeed, makeGroupSecret } from "../../src/crypto/client/group.ts";
import { makeGroupEpoch, makeGroupGenesis, makeGroupLink } from "../../src/crypto/client/group-link.ts";
import { wrapKeyFor } from "../../src/crypto/client/key-wrap.ts";
import type { MadeLink } from "../../src/crypto/client/link-draft.ts";
import { deriveRecoveryKeys, formatRecoveryCode, makeRecoveryCode } from "../../src/crypto/client/recovery-code.ts";
import { publicKeyHash } from "../../src/crypto/hash.ts";
import type { Id, SigningPair, SymmetricKey } from "../../src/crypto/keys.ts";
import { operation } from "../../src/crypto/link.ts";
import { deriveXWingPublicKey } from "../../src/crypto/sodium.ts";
import { groupClass } from "../../src/crypto/state-entries.ts";
import { formatUuid, makeId } from "../../src/crypto/uuid.ts";
import { type PaperCompany, sequenced } from "./paper-company.ts";

/** Of Ada's, with a code and nobody in it. */
export class PaperRecoveryGroup {
  readonly id = makeId(1);
  readonly group = formatUuid(this.id);
  private bytes = makeRecoveryCode();
  readonly made: MadeLink[];
  /** By epoch, from 1. */
  readonly secrets: SymmetricKey[] = [];
  private readonly wraps: Uint8Array[] = [];
  private readonly previous: (Uint8Array | null)[] = [];

  constructor(readonly company: PaperCompany) {
    const { ada } = company;
    const genesis = makeGroupGenesis(company.state, ada, { group: this.id, class: groupClass.RECOVERY, name: null });
    const subject = { group: this.id, class: groupClass.RECOVERY, genesis: genesis.hash };
    company.act(ada, { operation: operation.NEW_GROUP, subject });
    this.made = [genesis];
    this.setCode({});
  }

  /** The code in force, as it is typed. */
  get code(): string {
    return formatRecoveryCode(this.bytes);
  }

  /** Another code by the one in force, and an epoch for it. */
  newCode(): void {
    const code = this.keys.signing;
    this.bytes = makeRecoveryCode();
    this.setCode({ code });
  }

  private setCode(by: { readonly code?: SigningPair }): void {
    const { signing, xwingPublicKey } = this.keys;
    const keys = { signingKey: signing.publicKey, xwingKeyHash: publicKeyHash(xwingPublicKey) };
    const act = { operation: operation.CODE, subject: { keys } } as const;
    const { state } = this.made.at(-1) as MadeLink;
    this.made.push(makeGroupLink(state, this.company.state, { ...this.company.ada, ...by }, act));
    this.begin();
  }

  get keys() {
    return deriveRecoveryKeys(this.bytes, this.company.state.head.id, this.id);
  }

  private begin(): void {
    const [secret, epoch] = [makeGroupSecret(), this.secrets.length + 1];
    const wrap = wrapKeyFor(this.keys.xwingPublicKey, { roster: this.id, epoch, user: this.id }, secret);
    const { state } = this.made.at(-1) as MadeLink;
    const by = { ...this.company.ada, code: this.keys.signing };
    this.made.push(makeGroupEpoch(state, this.company.state, by, { secret, wraps: [{ user: this.id, wrap }] }));
    const before = this.secrets.at(-1);
    this.previous.push(before ? sealPreviousKey(secret, { vault: this.id, epoch }, before) : null);
    this.secrets.push(secret);
    this.wraps.push(wrap);
  }

  /** The key of a vault, for the epoch in force. */
  wrap(vault: Id, epoch: number, key: SymmetricKey): BackupContent["wraps"][number] {
    const groupEpoch = this.secrets.length;
    const place = { roster: vault, epoch, user: this.id };
    return { epoch, group: this.group, groupEpoch, wrap: wrapKeyFor(this.publicKey(groupEpoch), place, key) };
  }

  private publicKey(epoch: number) {
    return deriveXWingPublicKey(deriveGroupSeed(this.secrets[epoch - 1] as SymmetricKey, this.id, epoch));
  }

  /** A backup as a file, with what opens it by the code. */
  async file(content: BackupContent, owner: Id, more: Partial<BackupHeader> = {}): Promise<Uint8Array> {
    const header: BackupHeader = {
      tenant: formatUuid(this.company.state.head.id),
      backup: formatUuid(makeId(1)),
      vault: content.vault,
      kind: content.kind,
      owners: [formatUuid(owner)],
      takenAt: new Date(1),
      exportedAt: new Date(2),
      ...more,
    };
    let text = "";
    for await (const line of writeBackupFile(header, this.lines(content))) text += line;
    return new TextEncoder().encode(text);
  }

  private async *lines(content: BackupContent): AsyncGenerator<Exclude<BackupLine, { line: "end" }>> {
    const links = (of: "TENANT" | "GROUP", roster: string, made: readonly MadeLink[]) =>
      sequenced(made).map((link) => ({ line: "link" as const, of, roster, ...link }));
    yield* links("TENANT", formatUuid(this.company.state.head.id), this.company.made);
    yield* links("GROUP", this.group, this.made);
    for (const [place, previousSecret] of this.previous.entries()) {
      const epoch = place + 1;
      yield { line: "groupEpoch", group: this.group, epoch, publicKey: this.publicKey(epoch), previousSecret };
    }
    const newest = this.wraps.length;
    yield {
      line: "groupWrap",
      group: this.group,
      epoch: newest,
      user: this.group,
      wrap: this.wraps.at(-1) as Uint8Array,
    };
    for (const link of content.links) yield { line: "link", of: "VAULT", roster: content.vault, ...link };
    yield { line: "manifest", ...content.head };
    for (const wrap of content.wraps) yield { line: "recoveryWrap", ...wrap };
    const records = [...content.records].sort((a, b) => (a.record < b.record ? -1 : 1));
    for (const record of records) yield { line: "record", ...record };
  }
}
