import type { Scenario } from "../scenario.ts";
import { fullSync } from "./full-sync.ts";
import { liveChange } from "./live-change.ts";
import { putItem } from "./put-item.ts";
import { viewer } from "./viewer.ts";

export const scenarios: readonly Scenario[] = [fullSync, viewer, putItem, liveChange];
