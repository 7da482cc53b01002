import { waiting } from "../invitation/waiting.ts";
import { MissingAlone } from "../shell/failed.tsx";
import { later } from "../shell/later.tsx";
import { useRoute } from "../shell/route.ts";
import { useValue } from "../shell/value.ts";
import { SignIn } from "./sign-in.tsx";

const SignUp = later(() => import("./sign-up.tsx"), MissingAlone);
const Approval = later(() => import("./approval.tsx"), MissingAlone);
const RecoverAccount = later(() => import("./recover.tsx"), MissingAlone);
const InvitationEntrance = later(() => import("../invitation/entrance.tsx"), MissingAlone);

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
