import type { UserId } from "../../ids.ts";
import type { ReadingRow } from "./rows.ts";
import { stateOf } from "./state.ts";

/** Whether a recovery gives this administrator something now: who opened it, while it is open and they hold by what they opened it. */
export const mayRead = (reading: ReadingRow, user: UserId, now: Date): boolean =>
  reading.openedBy === user && reading.holds && stateOf(reading, now) === "OPEN";
