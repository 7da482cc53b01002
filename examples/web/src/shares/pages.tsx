import { NewShare } from "./new-share.tsx";
import { ShareList } from "./share-list.tsx";
import { SharePage } from "./share-page.tsx";

/** `#/shares`, `#/shares/new/…` with what is to be shared, `#/shares/<id>`. */
export default function SharesPages({ path }: { path: readonly string[] }) {
  const [id, ...rest] = path;
  if (id === undefined) return <ShareList />;
  if (id === "new") return <NewShare key={rest.join("/")} what={rest} />;
  return <SharePage key={id} id={id} />;
}
