import type { IconName } from "../ui/icon.tsx";
import type { WordKey } from "../words/words.tsx";
import { type Later, later } from "./later.tsx";
import type { Roles } from "./roles.ts";

/**
 * The parts of the application. A part has a folder, this line, and nothing else in common with the others: its component is
 * loaded when somebody goes there, and is given what stands in the address after its name.
 */
export interface Section {
  readonly id: string;
  readonly title: WordKey;
  readonly icon: IconName;
  /** Whom the navigation shows it to. It hides nothing: what somebody may do, the SDK and the server decide. */
  readonly isFor: (roles: Roles) => boolean;
  readonly Page: Later<{ readonly path: readonly string[] }>;
}

const everybody = () => true;

export const sections: readonly Section[] = [
  {
    id: "vault",
    title: "vault.title",
    icon: "vault",
    isFor: everybody,
    Page: later(() => import("../vault/pages.tsx")),
  },
  {
    id: "shares",
    title: "shares.title",
    icon: "shares",
    isFor: everybody,
    Page: later(() => import("../shares/pages.tsx")),
  },
  {
    id: "transfer",
    title: "transfer.title",
    icon: "download",
    isFor: everybody,
    Page: later(() => import("../transfer/pages.tsx")),
  },
  {
    id: "devices",
    title: "devices.title",
    icon: "devices",
    isFor: everybody,
    Page: later(() => import("../devices/pages.tsx")),
  },
  {
    id: "company",
    title: "company.title",
    icon: "company",
    isFor: everybody,
    Page: later(() => import("../company/pages.tsx")),
  },
  {
    id: "partner",
    title: "partner.title",
    icon: "partner",
    isFor: ({ partner }) => partner,
    Page: later(() => import("../partner/pages.tsx")),
  },
  {
    id: "evidence",
    title: "evidence.title",
    icon: "danger",
    // A notice leads there, when there is something to see.
    isFor: () => false,
    Page: later(() => import("../evidence/pages.tsx")),
  },
];
