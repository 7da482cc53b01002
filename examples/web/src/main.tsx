import "./invitation/take.ts";
import "./trusted-types.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { session } from "./session/session.ts";
import { App } from "./shell/app.tsx";
import { Words } from "./words/words.tsx";

session.start();
createRoot(document.getElementById("app") as HTMLElement).render(
  <StrictMode>
    <Words>
      <App />
    </Words>
  </StrictMode>,
);
