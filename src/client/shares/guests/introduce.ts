/** Members of a share, shown to its guests by name (PROTOCOL §4.12): by what the company's roster states of them. */
import { compareBytes, equalOrNull } from "../../../crypto/bytes.ts";
import { mostIntroduced } from "../../../crypto/deeds.ts";
import { operation } from "../../../crypto/link.ts";
import { findMember, membersOf } from "../../../crypto/roster-state.ts";
import { isOpenToGuests } from "../../../crypto/share.ts";
import { draftAct } from "../draft-act.ts";
import { type ShareDrafting, stateIn } from "../drafting.ts";

/** Introduces whom guests do not know yet, or by another name; nobody, where there is no guest and no invitation. */
export function draftIntroductions(drafting: ShareDrafting): void {
  const state = stateIn(drafting);
  if (!isOpenToGuests(state) || drafting.outside) return;
  const persons = membersOf(state)
    .flatMap(({ user, person }) => {
      const stated = findMember(drafting.basis.tenant, user)?.person ?? null;
      return stated === null || equalOrNull(stated, person) ? [] : [[user, stated] as const];
    })
    .sort(([a], [b]) => compareBytes(a, b));
  for (let at = 0; at < persons.length; at += mostIntroduced) {
    draftAct(drafting, {
      operation: operation.INTRODUCE,
      subject: { persons: persons.slice(at, at + mostIntroduced) },
    });
  }
}
