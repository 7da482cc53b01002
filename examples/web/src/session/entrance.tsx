import { InvitationEntrance } from "../invitation/entrance.tsx";
import { waiting } from "../invitation/waiting.ts";
import { useRoute } from "../shell/route.ts";
import { useValue } from "../shell/value.ts";
import { Approval } from "./approval.tsx";
import { RecoverAccount } from "./recover.tsx";
import { SignIn } from "./sign-in.tsx";
import { SignUp } from "./sign-up.tsx";

/** Nobody is known to this browser: the ways in. */
export function Entrance() {
  const [at] = useRoute();
  const invited = useValue(waiting);
  if (invited !== null && at === undefined) return <InvitationEntrance invited={invited} />;
  switch (at) {
    case "sign-up":
      return <SignUp />;
    case "approval":
      return <Approval />;
    case "recover":
      return <RecoverAccount />;
    default:
      return <SignIn />;
  }
}
