import "./invitation/take.ts";
import "./trusted-types.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { session } from "./session/session.ts";
import { App, fetchWhatComesNext } from "./shell/app.tsx";
import { Words } from "./words/words.tsx";

session.start();
void session.started().then(fetchWhatComesNext);
createRoot(document.getElementById("app") as HTMLElement).render(
  <StrictMode>
    <Words>
      <App />
    </Words>
  </StrictMode>,
);
