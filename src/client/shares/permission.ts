/** What somebody may do in a share. `READER_HIDDEN` has the key like every reader: that no secret is shown is a courtesy. */
export type SharePermission = "OWNER" | "EDITOR" | "READER" | "READER_HIDDEN";
