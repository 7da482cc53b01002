/** A Bitwarden CSV as a company would bring it: logins and notes in nested folders, quotes, line breaks, all scripts. */
export function bitwardenCsvOf(rows: number): string {
  const header =
    "folder,favorite,type,name,notes,fields,reprompt,archivedDate,login_uri,login_username,login_password,login_totp";
  const folders = ["Work/Servers", "Work/Shops", "Private", "Ünïcödé/東京", ""];
  const row = (n: number) =>
    n % 10 === 9
      ? `${folders[n % 5]},,note,Note ${n},"The ""safe"" of room ${n}\nopens at ${n % 12}:00",,0,,,,,`
      : `${folders[n % 5]},${n % 7 === 0 ? 1 : ""},login,Site ${n},,"PIN: ${n}",0,,https://site-${n}.example.com,ada+${n}@example.com,"pass, ""word"" ${n}",`;
  return [header, ...Array.from({ length: rows }, (_, n) => row(n))].join("\r\n");
}
