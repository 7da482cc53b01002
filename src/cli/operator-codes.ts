/** Codes that an operator sells say what they are for: a company's plan and seats, or a partner's pool. */
export const isOfKind = (code: string, kind: "TEAM" | "PARTNER"): boolean =>
  code.toUpperCase().replaceAll(/[\s-]/g, "").startsWith(kind);
