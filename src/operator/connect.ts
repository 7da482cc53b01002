import { type DataSource, TypeORMError } from "typeorm";
import { StartRefused } from "../failure.ts";

/**
 * Connects, or throws `StartRefused` with what is wrong: DATABASE_UNREACHABLE, DATABASE_LOGIN_REFUSED,
 * DATABASE_ABSENT or DATABASE_FAILED. `variable` names where the URL came from; the URL itself is never told.
 */
export async function connect(dataSource: DataSource, url: string, variable: string): Promise<DataSource> {
  try {
    return await dataSource.initialize();
  } catch (error) {
    throw refusalOf(error, new URL(url), variable) ?? error;
  }
}

function refusalOf(error: unknown, url: URL, variable: string): StartRefused | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as NodeJS.ErrnoException;
  if (code === "28P01" || code === "28000") return new StartRefused("DATABASE_LOGIN_REFUSED", { variable });
  if (code === "3D000") {
    const database = decodeURIComponent(url.pathname.slice(1));
    return new StartRefused("DATABASE_ABSENT", { database, variable });
  }
  if (code && /^[0-9A-Z]{5}$/.test(code)) return new StartRefused("DATABASE_FAILED", { variable, code });
  // TypeORM's own, of which one has no code, say what is wrong with the program.
  if (!code && error instanceof TypeORMError) return null;
  const details = { host: url.hostname, port: url.port || 5432, variable };
  return new StartRefused("DATABASE_UNREACHABLE", { ...details, code: code ?? "no answer in time" });
}
