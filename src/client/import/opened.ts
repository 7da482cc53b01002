import { importBounds } from "./bounds.ts";
import { type DecodedFile, decodeFile } from "./decode.ts";
import { detectText, detectZip } from "./detect.ts";
import type { ImportFormat } from "./formats.ts";
import { bytesOf, type ImportInput, sizeOf } from "./input.ts";
import { parseJson } from "./json-text.ts";
import { isKdbx, isOldDatabase } from "./keepass-magic.ts";
import { ImportRefused } from "./refusals.ts";
import { isZip, openZip, type Zip } from "./zip.ts";

/** A file on its way to its format's reader. Nothing is read or parsed twice. */
export class OpenedFile {
  private decoded: Promise<DecodedFile> | undefined;
  private parsed: Promise<{ readonly value: unknown }> | undefined;
  private opened: Promise<Zip> | undefined;

  private constructor(
    readonly input: ImportInput,
    private readonly start: Uint8Array,
  ) {}

  /** Refuses what is empty, or larger than its sort of file may be, before more than its first bytes are read. */
  static async of(input: ImportInput): Promise<OpenedFile> {
    const size = sizeOf(input);
    if (size === 0) throw new ImportRefused("EMPTY_FILE");
    const start = await bytesOf(input, 0, Math.min(size, 16));
    if (size > (isZip(start) ? importBounds.zip : importBounds.file)) throw new ImportRefused("FILE_TOO_LARGE");
    return new OpenedFile(input, start);
  }

  /** What it is by its content. Throws `ImportRefused`. */
  async format(): Promise<ImportFormat> {
    if (isZip(this.start)) return detectZip((await this.zip()).names);
    if (isKdbx(this.start)) return "keepass-kdbx";
    if (isOldDatabase(this.start)) throw new ImportRefused("OLD_DATABASE");
    const { text } = await this.text();
    const json = /^\s*[{[]/.test(text) ? await this.json() : undefined;
    return detectText(text, () => json);
  }

  get isZip(): boolean {
    return isZip(this.start);
  }

  text(): Promise<DecodedFile> {
    this.decoded ??= bytesOf(this.input).then(decodeFile);
    return this.decoded;
  }

  async json(): Promise<unknown> {
    this.parsed ??= this.text().then(({ text }) => ({ value: parseJson(text) }));
    return (await this.parsed).value;
  }

  async zip(): Promise<Zip> {
    if (!this.isZip) throw new ImportRefused("NOT_ZIP");
    this.opened ??= openZip(this.input);
    return this.opened;
  }

  bytes(): Promise<Uint8Array> {
    return bytesOf(this.input);
  }
}
