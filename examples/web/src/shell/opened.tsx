import { InvitationDialog } from "../invitation/dialog.tsx";
import { Layout } from "./layout.tsx";

/** What an account that is open is shown in. */
export default function Opened() {
  return (
    <>
      <Layout />
      <InvitationDialog />
    </>
  );
}
