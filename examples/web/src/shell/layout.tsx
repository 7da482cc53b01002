import { Suspense, useEffect } from "react";
import { session } from "../session/session.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Waiting } from "../ui/progress.tsx";
import { speak, useWords } from "../words/words.tsx";
import { Brand } from "./brand.tsx";
import { useClient } from "./client.tsx";
import { Guard } from "./failed.tsx";
import { Notices } from "./notices.tsx";
import { useRoles } from "./roles.ts";
import { to, useRoute } from "./route.ts";
import { sections } from "./sections.tsx";
import { SyncStatus } from "./sync-status.tsx";

/** The application around its parts: navigation, how the line stands, notices, and the part that the address names. */
export function Layout() {
  const { t } = useWords();
  const client = useClient();
  const roles = useRoles(client);
  const [id = "vault", ...path] = useRoute();
  useEffect(() => {
    // The account's language is the person's, on every device. Without a line it stays as it is.
    client
      .viewer()
      .then(({ locale }) => speak(locale))
      .catch(() => {});
  }, [client]);
  const section = sections.find((each) => each.id === id) ?? sections[0];
  const title = section ? t(section.title) : "";
  useEffect(() => {
    document.title = `${title} · Sealgraph`;
    // On a narrow screen the navigation is longer than the screen is wide.
    document.querySelector(".top nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [title]);
  return (
    <div className="layout">
      <button type="button" className="skip" onClick={() => document.getElementById("main")?.focus()}>
        {t("shell.skip")}
      </button>
      <header className="top">
        <Brand />
        <nav aria-label={t("shell.navigation")}>
          <ul>
            {sections
              .filter(({ id, isFor }) => isFor(roles) || id === section?.id)
              .map(({ id, title, icon }) => (
                <li key={id}>
                  <a href={to(id)} aria-current={id === section?.id ? "page" : undefined}>
                    <Icon name={icon} />
                    <span>{t(title)}</span>
                  </a>
                </li>
              ))}
          </ul>
        </nav>
        <div className="top-end">
          <SyncStatus />
          <div className="row between">
            <span className="who">{client.account.address}</span>
            <IconButton icon="lock" label={t("shell.lock")} onPress={() => void session.lock(client)} />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Notices />
        <Guard key={section?.id}>
          <Suspense fallback={<Waiting />}>{section && <section.Page path={path} />}</Suspense>
        </Guard>
      </main>
    </div>
  );
}
