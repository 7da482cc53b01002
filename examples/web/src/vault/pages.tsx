import { useDeferredValue, useMemo, useRef, useState } from "react";
import type { TreeNode } from "sealgraph/client";
import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { goTo } from "../shell/route.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { type Contents, makeContents, shareNode } from "./contents.ts";
import { ItemForm } from "./item-form.tsx";
import { ItemList } from "./item-list.tsx";
import { ItemPage } from "./item-page.tsx";
import { type Place, parsePlace, placePath } from "./place.ts";
import { findItems } from "./search.ts";
import { Trash } from "./trash.tsx";
import { useOneAtATime } from "./use-one-at-a-time.ts";
import { VaultTree } from "./vault-tree.tsx";
import { ViewHeader } from "./view-header.tsx";

/** The vault in three parts: where, what is there, and the one that is looked at. On a narrow screen one after the other. */
export default function VaultPages({ path }: { path: readonly string[] }) {
  const client = useClient();
  const place = parsePlace(path);
  const { profile } = place;
  const tree = useLive(client, async () => ({ of: profile, root: await client.profile(profile).tree() }), [profile]);
  // The other profile's is known until this one's is.
  if (tree.value?.of !== profile) return tree.error ? <Problem error={tree.error} /> : <Waiting />;
  return <Vault key={profile} place={place} root={tree.value.root} />;
}

/** What is there is looked through once for each time that it is another, not for each click and key. */
function useContents(root: TreeNode): Contents {
  const former = useRef<Contents | null>(null);
  return useMemo(() => {
    former.current = makeContents(root, former.current);
    return former.current;
  }, [root]);
}

function Vault({ place, root }: { place: Place; root: TreeNode }) {
  const { t } = useWords();
  const { profile, view, item } = place;
  const contents = useContents(root);
  const [search, setSearch] = useState("");
  const [adds, setAdds] = useState(false);
  // What is typed stands there at once; what is found follows when there is time.
  const wanted = useDeferredValue(search);
  const items = wanted === "" ? contents.of(view) : contents.all;
  const found = useMemo(() => findItems(items, wanted), [items, wanted]);
  // Taken out of it while they look at it: nothing is shown as if it were there, and nothing can be added.
  const share = view.is === "SHARE" || view.is === "FOLDER" ? view.share : null;
  const isGone = share !== null && shareNode(root, share) === null;
  const opened = adds || item !== null;
  const { list, one } = useOneAtATime(opened);
  const go = (next: Partial<Place>) => goTo(...placePath({ ...place, ...next }));
  return (
    <div className={opened ? "vault opened" : "vault"}>
      <VaultTree place={place} contents={contents} />
      <section ref={list} className="vault-list" aria-labelledby="view">
        {isGone ? (
          <h1 id="view">{t("shares.gone")}</h1>
        ) : (
          <ViewHeader place={place} root={root} onAdd={() => setAdds(true)} />
        )}
        {isGone ? null : view.is === "TRASH" ? (
          <Trash profile={profile} />
        ) : (
          <ItemList
            items={found}
            place={place}
            current={item === null ? undefined : contents.item(item)}
            search={search}
            onSearch={setSearch}
            onAdd={() => setAdds(true)}
          />
        )}
      </section>
      {opened && (
        <section ref={one} tabIndex={-1} className="vault-item" aria-label={t("vault.item")}>
          <Button
            look="quiet"
            icon="back"
            onPress={() => {
              setAdds(false);
              go({ item: null });
            }}
          >
            {t("vault.back")}
          </Button>
          {adds ? (
            <ItemForm
              place={place}
              onClose={() => setAdds(false)}
              onSaved={(made) => {
                setAdds(false);
                go({ item: made.id });
              }}
            />
          ) : (
            item && <ItemPage key={item} id={item} place={place} contents={contents} />
          )}
        </section>
      )}
    </div>
  );
}
