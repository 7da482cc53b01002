import { useRoute } from "../shell/route.ts";
import { Approval } from "./approval.tsx";
import { RecoverAccount } from "./recover.tsx";
import { SignIn } from "./sign-in.tsx";
import { SignUp } from "./sign-up.tsx";

/** Nobody is known to this browser: the ways in. */
export function Entrance() {
  const [at] = useRoute();
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
