/** The one order that the lines of a backup's file stand in: so nothing comes twice, and whoever reads keeps little. */
import type { BackupHeader, BackupLine } from "./file.ts";

type Key = readonly (number | string)[];
type LinkLine = Extract<BackupLine, { line: "link" }>;

const stage = {
  TENANT: 0,
  PERSON: 1,
  GROUP: 2,
  VAULT: 3,
  MANIFEST: 4,
  EPOCH_KEY: 5,
  WRAP: 6,
  NAME: 7,
  RECORD: 8,
  END: 9,
};

/** Where a line stands: each line's key is above that of the line before. */
function keyOf(line: BackupLine): Key {
  switch (line.line) {
    case "link":
      return line.of === "GROUP" ? [stage.GROUP, line.roster, 0, line.seq] : [stage[line.of], line.seq];
    case "person":
      return [stage.PERSON, line.user];
    case "groupEpoch":
      return [stage.GROUP, line.group, 1, line.epoch];
    case "groupWrap":
      return [stage.GROUP, line.group, 2, line.epoch, line.user];
    case "manifest":
      return [stage.MANIFEST];
    case "epochKey":
      return [stage.EPOCH_KEY, line.epoch];
    case "recoveryWrap":
      return [stage.WRAP, line.epoch, line.group, line.groupEpoch];
    case "name":
      return [stage.NAME];
    case "record":
      return [stage.RECORD, line.record];
    case "end":
      return [stage.END];
  }
}

/** Takes each line in turn; false where it cannot stand there. */
export function startOrder({ tenant, vault }: BackupHeader): (line: BackupLine) => boolean {
  let last: Key = [-1];
  let link: LinkLine | null = null;
  /** Of a roster the next link, from its genesis. */
  const follows = ({ of, roster, seq }: LinkLine): boolean => {
    const wanted = of === "GROUP" ? roster : of === "TENANT" ? tenant : vault;
    return roster === wanted && seq === (link?.roster === roster ? link.seq + 1 : 0);
  };
  return (line) => {
    const key = keyOf(line);
    const fits = isAbove(last, key) && isNext(last, key) && (line.line !== "link" || follows(line));
    last = key;
    if (line.line === "link") link = line;
    return fits;
  };
}

/** No stage is left out without which nothing can be verified, and what is of a group stands behind its roster. */
function isNext(last: Key, key: Key): boolean {
  const [before, now] = [last[0] as number, key[0] as number];
  if (now === stage.TENANT) return true;
  if (before < stage.TENANT) return false;
  if (now === stage.GROUP && key[2] !== 0) return before === stage.GROUP && key[1] === last[1];
  if (now === stage.MANIFEST) return before === stage.VAULT;
  return now < stage.MANIFEST || before >= stage.MANIFEST;
}

/** By positions, the first that differs. */
function isAbove(last: Key, key: Key): boolean {
  for (const [place, its] of key.entries()) {
    const before = last[place];
    if (before === undefined || before !== its) return before === undefined || before < its;
  }
  return false;
}
