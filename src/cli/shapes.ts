import type { Device, Folder, Item, ItemVersion, SyncState } from "../client/index.ts";
import { type Field, fieldsOf } from "./fields.ts";
import type { Colour } from "./output.ts";
import type { Paths } from "./references.ts";

/** What `--json` shows of things. Members are only ever added. Hidden values are null. */

const shownField = ({ name, value, secret }: Field, show: boolean) => ({
  name,
  value: secret && !show ? null : value,
  secret,
});

export const itemSummary = (item: Item, paths: Paths) => ({
  id: item.id,
  profile: item.profile,
  share: item.share,
  shareName: paths.share(item.share),
  kind: item.kind,
  title: item.title,
  folder: item.folder,
  path: paths.of(item.folder),
  favorite: item.favorite,
  tags: item.tags,
  trashedAt: item.trashedAt?.toISOString() ?? null,
  version: item.version,
  revision: item.revision,
  state: item.state,
  conflictOf: item.conflictOf,
});

export const itemShape = (item: Item, paths: Paths, show: boolean) => ({
  ...itemSummary(item, paths),
  fields: fieldsOf(item.fields).map((field) => shownField(field, show)),
  notes: show || item.notes === "" ? item.notes : null,
});

export const versionShape = (version: ItemVersion, show: boolean) => ({
  version: version.version,
  kind: version.kind,
  title: version.title,
  fields: fieldsOf(version.fields).map((field) => shownField(field, show)),
  notes: show || version.notes === "" ? version.notes : null,
  favorite: version.favorite,
  tags: version.tags,
});

export const folderShape = (folder: Folder, paths: Paths) => ({
  id: folder.id,
  profile: folder.profile,
  share: folder.share,
  shareName: paths.share(folder.share),
  name: folder.name,
  folder: folder.folder,
  path: paths.of(folder.id),
  trashedAt: folder.trashedAt?.toISOString() ?? null,
  version: folder.version,
  revision: folder.revision,
  state: folder.state,
});

export const deviceShape = (device: Device) => ({
  device: device.device,
  name: device.name,
  current: device.current,
  createdAt: device.createdAt.toISOString(),
  lastSeenAt: device.lastSeenAt.toISOString(),
  revokedAt: device.revokedAt?.toISOString() ?? null,
});

/** What the ● of a list says. */
export const stateHelp = `
The ● before a line: green, the server has it (SYNCED); yellow, it is on its way (PENDING); red, it waits until the server
can be reached (OFFLINE), or the server refused it (REFUSED): sealgraph queue list. --json names the state.
`;

export const stateColour: { readonly [S in SyncState]: Colour } = {
  SYNCED: "green",
  PENDING: "yellow",
  OFFLINE: "red",
  REFUSED: "red",
};
