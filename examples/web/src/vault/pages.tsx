import { useState } from "react";
import { useClient } from "../shell/client.tsx";
import { useLive } from "../shell/live.ts";
import { goTo } from "../shell/route.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Waiting } from "../ui/progress.tsx";
import { useWords } from "../words/words.tsx";
import { itemsOfView } from "./contents.ts";
import { ItemForm } from "./item-form.tsx";
import { ItemList } from "./item-list.tsx";
import { ItemPage } from "./item-page.tsx";
import { type Place, parsePlace, placePath } from "./place.ts";
import { Trash } from "./trash.tsx";
import { VaultTree } from "./vault-tree.tsx";
import { ViewHeader } from "./view-header.tsx";

/** The vault in three parts: where, what is there, and the one that is looked at. On a narrow screen one after the other. */
export default function VaultPages({ path }: { path: readonly string[] }) {
  const { t } = useWords();
  const client = useClient();
  const place = parsePlace(path);
  const { profile, view, item } = place;
  const [search, setSearch] = useState("");
  const [adds, setAdds] = useState(false);
  const tree = useLive(client, () => client.profile(profile).tree(), [profile]);
  const go = (next: Partial<Place>) => goTo(...placePath({ ...place, ...next }));
  if (tree.value === undefined) return tree.error ? <Problem error={tree.error} /> : <Waiting />;
  const root = tree.value;
  const opened = adds || item !== null;
  return (
    <div className={opened ? "vault opened" : "vault"}>
      <VaultTree place={place} root={root} />
      <section className="vault-list" aria-labelledby="view">
        <ViewHeader place={place} root={root} onAdd={() => setAdds(true)} />
        {view.is === "TRASH" ? (
          <Trash profile={profile} />
        ) : (
          <ItemList
            items={itemsOfView(root, search === "" ? view : { is: "ALL" })}
            place={place}
            search={search}
            onSearch={setSearch}
            onAdd={() => setAdds(true)}
          />
        )}
      </section>
      {opened && (
        <section className="vault-item" aria-label={t("vault.item")}>
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
            item && <ItemPage key={item} id={item} place={place} root={root} />
          )}
        </section>
      )}
    </div>
  );
}
