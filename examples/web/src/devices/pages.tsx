import { Page } from "../shell/page.tsx";
import { goTo } from "../shell/route.ts";
import { Tabs } from "../ui/tabs.tsx";
import { useWords } from "../words/words.tsx";
import { AccountPart } from "./account-part.tsx";
import { DeviceRequests } from "./device-requests.tsx";
import { DevicesPart } from "./devices-part.tsx";
import { FactorsPart } from "./factors-part.tsx";
import { KeysPart } from "./keys-part.tsx";

const parts = ["devices", "factors", "keys", "account"] as const;

/** The account itself: where it is open, what opens it, and who the person is. */
export default function DevicesPages({ path: [part] }: { path: readonly string[] }) {
  const { t } = useWords();
  const content = {
    devices: (
      <div className="stack">
        <DeviceRequests />
        <DevicesPart />
      </div>
    ),
    factors: <FactorsPart />,
    keys: <KeysPart />,
    account: <AccountPart />,
  };
  return (
    <Page title={t("devices.title")}>
      <Tabs
        label={t("devices.parts")}
        selected={parts.find((each) => each === part) ?? "devices"}
        onSelect={(id) => goTo("devices", id)}
        tabs={parts.map((id) => ({ id, label: t(`devices.part.${id}`), content: content[id] }))}
      />
    </Page>
  );
}
