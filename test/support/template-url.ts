/** What `freshDatabase` needs of the template, as it travels to the workers in the environment. */
export interface Template {
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly applicationUrl: string;
}

/** `base` with another database, user and password. */
export function urlOf(base: string, database: string, user: string = roleOf(base), password?: string): string {
  const url = new URL(base);
  url.pathname = `/${database}`;
  url.username = user;
  if (password !== undefined) url.password = password;
  return url.href;
}

/** The user name of a `postgres://` URL. */
export const roleOf = (url: string): string => decodeURIComponent(new URL(url).username);
