/** What parsers refuse to exceed (PROTOCOL §1.5); lengths in bytes. */
export const bounds = Object.freeze({
  envelope: 65_536,
  link: 16_384,
  signedLink: 16_640,
  manifest: 4_096,
  signedManifest: 4_352,
  /** Heads that a manifest abandons. */
  reset: 32,
  proof: 1_024,
  kdfParameters: 64,
  state: 8_388_608,
  depth: 8,
  positions: 4_096,
  /** Entries of a state. */
  entries: 65_535,
  text: 1_024,
  set: 65_535,
  password: 1_024,
  /** The last millisecond since 1970 that a date can be made of. */
  time: 8_640_000_000_000_000,
  approval: 66_656,
  /** A document of policies. */
  policies: 32_768,
  /** The longest plaintext whose padded envelope fits (PROTOCOL §2.3). */
  body: 63_487,
  /** Objects and lists inside one another in a body of JSON, the body itself counted. */
  bodyDepth: 64,
  /** A request to read backups, and how many of them it names. */
  recoveryRequest: 16_384,
  recoveryBackups: 100,
  /** An offer of a desk. */
  deskOffer: 1_024,
  template: 40_960,
  signedTemplate: 41_216,
  /** A line of what is in an archive. */
  archiveLine: 98_304,
  /** Records that an entry of a log names. */
  auditRecords: 32,
});
