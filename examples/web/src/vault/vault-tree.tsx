import { useState } from "react";
import type { ProfileKind, SharedTree, TreeNode } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Icon, type IconName } from "../ui/icon.tsx";
import { useWords, type WordKey } from "../words/words.tsx";
import type { Contents } from "./contents.ts";
import { NewFolder } from "./folder-dialogs.tsx";
import { type Place, toPlace, type View } from "./place.ts";

const profiles: readonly ProfileKind[] = ["PERSONAL", "BUSINESS"];
const views = [
  ["ALL", "vault"],
  ["FAVORITES", "star"],
  ["CONFLICTS", "warning"],
  ["WAITING", "sync"],
  ["TRASH", "trash"],
] as const satisfies readonly (readonly [View["is"], IconName])[];

/** Profiles, views, folders and shared folders: links, in nested lists, that open and close. */
export function VaultTree({ place, contents }: { place: Place; contents: Contents }) {
  const { t } = useWords();
  const client = useClient();
  const [adds, setAdds] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const { profile, view } = place;
  const { root } = contents;
  const counts: Partial<Record<View["is"], number>> = { CONFLICTS: contents.conflicts, WAITING: contents.waiting };
  // What is seldom there is named when it is.
  const isNamed = (is: View["is"]) => counts[is] === undefined || counts[is] > 0 || view.is === is;
  const isAllowed = (kind: ProfileKind) => client.status().vaults.some((vault) => vault.class === kind);
  return (
    <nav className={isOpen ? "vault-tree open" : "vault-tree"} aria-label={t("vault.places")}>
      <Button icon="menu" aria-expanded={isOpen} onPress={() => setIsOpen(!isOpen)}>
        {t("vault.places")}
      </Button>
      <ul className="profiles">
        {profiles.filter(isAllowed).map((kind) => (
          <li key={kind}>
            <a
              href={toPlace({ profile: kind, view: { is: "ALL" }, item: null })}
              aria-current={kind === profile ? "true" : undefined}
            >
              {t(`vault.profile.${kind}`)}
            </a>
          </li>
        ))}
      </ul>
      <ul>
        {views
          .filter(([is]) => isNamed(is))
          .map(([is, icon]) => (
            <Entry
              key={is}
              href={toPlace({ profile, view: { is }, item: null })}
              isCurrent={view.is === is}
              icon={icon}
              label={t(`vault.view.${is}` as WordKey)}
              {...(counts[is] !== undefined && { count: counts[is] })}
            />
          ))}
      </ul>
      <div className="row between tree-heading">
        <h2>{t("vault.folders")}</h2>
        <IconButton icon="plus" label={t("folder.new")} onPress={() => setAdds(true)} />
      </div>
      <Branches node={root} place={place} share={null} />
      {root.folders.length + root.shares.length === 0 && <p className="hint">{t("vault.no-folders")}</p>}
      {adds && <NewFolder place={place} root={root} onClose={() => setAdds(false)} />}
    </nav>
  );
}

function Branches({ node, place, share }: { node: TreeNode; place: Place; share: string | null }) {
  if (node.folders.length + node.shares.length === 0) return null;
  return (
    <ul>
      {node.folders.map((each) => (
        <FolderBranch key={each.folder?.id} node={each} place={place} share={share} />
      ))}
      {node.shares.map((each) => (
        <ShareBranch key={each.id} shared={each} place={place} />
      ))}
    </ul>
  );
}

function FolderBranch({ node, place, share }: { node: TreeNode; place: Place; share: string | null }) {
  const { t } = useWords();
  const id = node.folder?.id ?? "";
  return (
    <Entry
      href={toPlace({ profile: place.profile, view: { is: "FOLDER", folder: id, share }, item: null })}
      isCurrent={place.view.is === "FOLDER" && place.view.folder === id}
      icon="folder"
      label={node.folder?.name || t("folder.unnamed")}
      node={node}
      place={place}
      share={share}
    />
  );
}

function ShareBranch({ shared, place }: { shared: SharedTree; place: Place }) {
  const { t } = useWords();
  return (
    <Entry
      href={toPlace({ profile: place.profile, view: { is: "SHARE", share: shared.id }, item: null })}
      isCurrent={place.view.is === "SHARE" && place.view.share === shared.id}
      icon="sharedFolder"
      label={shared.name ?? t("shares.unnamed")}
      node={shared.content}
      place={place}
      share={shared.id}
    />
  );
}

function Entry({
  href,
  isCurrent,
  icon,
  label,
  count,
  node,
  place,
  share = null,
}: {
  href: string;
  isCurrent: boolean;
  icon: IconName;
  label: string;
  count?: number;
  node?: TreeNode;
  place?: Place;
  share?: string | null;
}) {
  const { t } = useWords();
  const [isOpen, setIsOpen] = useState(true);
  const hasBranches = node !== undefined && node.folders.length + node.shares.length > 0;
  return (
    <li>
      <div className="tree-entry">
        <a href={href} aria-current={isCurrent ? "page" : undefined}>
          <Icon name={icon} />
          <span>{label}</span>
          {count !== undefined && count > 0 && <span className="badge warning">{count}</span>}
        </a>
        {hasBranches && (
          <IconButton
            icon={isOpen ? "down" : "next"}
            label={t(isOpen ? "folder.close" : "folder.open", { name: label })}
            aria-expanded={isOpen}
            onPress={() => setIsOpen(!isOpen)}
          />
        )}
      </div>
      {hasBranches && isOpen && place && <Branches node={node} place={place} share={share} />}
    </li>
  );
}
