import { importBounds } from "./bounds.ts";
import { ImportRefused } from "./refusals.ts";
import { readXml } from "./xml.ts";

export interface KeepassGroup {
  readonly parent: KeepassGroup | null;
  uuid: string;
  name: string;
}

export interface KeepassString {
  key: string;
  value: string;
  hidden: boolean;
}

export interface KeepassEntry {
  readonly group: KeepassGroup | null;
  readonly strings: KeepassString[];
  /** Earlier versions of it, the oldest first. */
  readonly history: KeepassEntry[];
  uuid: string;
  tags: string;
  overrideUrl: string;
  expires: boolean;
  expiryTime: string;
  lastModified: string;
  attachments: number;
}

export interface KeepassTree {
  readonly entries: readonly KeepassEntry[];
  readonly groups: readonly KeepassGroup[];
  /** Where the trash is; empty where there is none. */
  readonly recycleBin: string;
}

/** Gives the text of a value that is sealed inside a database; values come in their order. */
export type Unseal = (value: string) => string;

/** The groups and entries of a KeePass XML, in their order and however deep. Throws `ImportRefused`. */
export function readKeepassTree(xml: string, unseal: Unseal | null): KeepassTree {
  const tree = new Growing(unseal);
  readXml(xml, tree);
  if (!tree.isKeepass) throw new ImportRefused("WRONG_SHAPE");
  return { entries: tree.entries, groups: tree.groups, recycleBin: tree.binEnabled ? tree.bin : "" };
}

/** What has been seen of a tree. Nothing here calls itself: a file decides how deep it goes. */
class Growing {
  readonly entries: KeepassEntry[] = [];
  readonly groups: KeepassGroup[] = [];
  isKeepass = false;
  bin = "";
  binEnabled = true;
  private readonly path: string[] = [];
  private readonly sealed: boolean[] = [];
  private group: KeepassGroup | null = null;
  private entry: KeepassEntry | null = null;
  private current: KeepassEntry | null = null;
  private string: KeepassString | null = null;
  private parts = 0;

  constructor(private readonly unseal: Unseal | null) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const parent = this.path.at(-1);
    if (parent === undefined) this.isKeepass = name === "KeePassFile";
    this.path.push(name);
    this.sealed.push(isTrue(attributes.Protected));
    if (name === "Group" && (parent === "Group" || parent === "Root")) this.openGroup();
    else if (name === "Entry" && parent === "Group") this.openEntry();
    else if (name === "Entry" && parent === "History" && this.entry) this.openVersion(this.entry);
    else if (name === "String" && parent === "Entry" && this.current) this.openString(this.current);
    else if (name === "Value" && parent === "String" && this.string)
      this.string.hidden = isTrue(attributes.Protected) || isTrue(attributes.ProtectInMemory);
    else if (name === "Binary" && parent === "Entry" && this.current) this.current.attachments++;
  }

  close(name: string, text: string): void {
    this.path.pop();
    const parent = this.path.at(-1);
    const value = this.sealed.pop() && this.unseal ? this.unseal(text) : text;
    if (name === "Group" && (parent === "Group" || parent === "Root")) this.group = this.group?.parent ?? null;
    else if (name === "Entry" && parent === "Group") this.entry = this.current = null;
    else if (name === "Entry" && parent === "History") this.current = this.entry;
    else if (name === "String" && parent === "Entry") this.string = null;
    else this.take(name, parent, value);
  }

  private take(name: string, parent: string | undefined, value: string): void {
    const { group, current, string } = this;
    if (parent === "Group" && group) {
      if (name === "UUID") group.uuid = value;
      if (name === "Name") group.name = value;
    } else if (parent === "Entry" && current) {
      if (name === "UUID") current.uuid = value;
      if (name === "Tags") current.tags = value;
      if (name === "OverrideURL") current.overrideUrl = value;
    } else if (parent === "Times" && current) {
      if (name === "Expires") current.expires = isTrue(value);
      if (name === "ExpiryTime") current.expiryTime = value;
      if (name === "LastModificationTime") current.lastModified = value;
    } else if (parent === "String" && string) {
      if (name === "Key") string.key = value;
      if (name === "Value") string.value = value;
    } else if (parent === "Meta") {
      if (name === "RecycleBinUUID") this.bin = value;
      if (name === "RecycleBinEnabled") this.binEnabled = isTrue(value);
    }
  }

  private openGroup(): void {
    this.count();
    this.group = { parent: this.group, uuid: "", name: "" };
    if (this.groups.push(this.group) > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
  }

  private openEntry(): void {
    this.count();
    this.entry = this.current = emptyEntry(this.group);
    if (this.entries.push(this.entry) > importBounds.entries) throw new ImportRefused("TOO_MANY_ENTRIES");
  }

  private openVersion(entry: KeepassEntry): void {
    this.count();
    this.current = emptyEntry(this.group);
    entry.history.push(this.current);
  }

  private openString(entry: KeepassEntry): void {
    this.count();
    this.string = { key: "", value: "", hidden: false };
    entry.strings.push(this.string);
  }

  private count(): void {
    if (++this.parts > importBounds.objects) throw new ImportRefused("TOO_MANY_ENTRIES");
  }
}

const emptyEntry = (group: KeepassGroup | null): KeepassEntry => ({
  group,
  strings: [],
  history: [],
  uuid: "",
  tags: "",
  overrideUrl: "",
  expires: false,
  expiryTime: "",
  lastModified: "",
  attachments: 0,
});

const isTrue = (text: string | undefined): boolean => text?.trim().toLowerCase() === "true";
