/** What one request, one vault, one account may have. The same numbers stand in the README. */
export const bounds = {
  /** Changes in one commit, over all its vaults. PROTOCOL §5.6. */
  changesPerCommit: 1_000,
  vaultsPerCommit: 8,
  linksPerCommit: 8,
  /** Links of one change of rosters. */
  linksPerChange: 200,
  /** Of one that a member does for themself: nobody keeps others waiting with many. */
  linksPerOwnChange: 8,
  wrapsPerChange: 500,
  /** Links of one share that go without a manifest. */
  linksPerShareChange: 100,
  /** Of one share, by name. PROTOCOL §4.11. */
  membersPerShare: 1_000,
  groupsPerShare: 100,
  /** Of guests and invitations together. PROTOCOL §4.12. */
  guestsPerShare: 50,
  /** Shares of other companies that one user is a guest in. */
  visitsPerUser: 100,
  /** Open ones that one user founded: what others offer them is not theirs. */
  sharesPerFounder: 1_000,
  sharesPerGroup: 1_000,
  /** Of one share's roster. Beyond them those alone that take from somebody, and that keep it in order. */
  linksPerShare: 10_000,
  /** Named groups of one tenant that stand. */
  groups: 1_000,
  /** That stand. Everybody in a company is shown each of them. */
  recoveryGroups: 10,
  /** Groups of one tenant that have a document of policies. PROTOCOL §4.10. */
  groupsWithPolicies: 100,
  /** Of one tenant. */
  seats: 65_535,
  /** Of a trial that a partner gives. */
  trialDays: 90,
  /** Entries beyond which no link makes a state larger. Below what can be kept, so that keys are still replaced there. */
  stateEntries: 50_000,
  /** Bytes of a group's sealed name. */
  groupName: [329, 1_097],
  /** Bytes of a document of policies. PROTOCOL §1.5. */
  policies: 32_768,
  /** Users whom one page of a trial of policies tells of. */
  usersPerTrial: 100,
  /** Users whose binding policies are written at once: networks may be many. */
  usersPerBinding: 250,
  /** Milliseconds until an invitation runs out. */
  invitation: 30 * 24 * 3_600_000,
  manifestsPerUpload: 1_000,
  recordsPerUpload: 20_000,
  /** Bytes of all envelopes in one commit. */
  bytesPerCommit: 8 * 1024 * 1024,
  /** What a revision, a seq, an epoch or a version can come to. */
  count: 2_147_483_647,
  recordsPerVault: 100_000,
  /** Bytes of an envelope that holds a key of 32. PROTOCOL §2.1. */
  sealedKey: 105,
  /** Envelope of a body. PROTOCOL §1.5. */
  body: 65_536,
  recordsPerPage: 2_000,
  /** Characters of bodies in a page of `sync`: a page ends before the record that would go beyond. */
  /** Bytes of the documents of a page, of policies or templates: none has more than 64 KiB, and hardly any one. */
  bytesPerPage: 256 * 1024,
  charactersPerPage: 12 * 1024 * 1024,
  nodesPerPage: 100,
  deviceRequestsShown: 20,
  factorsPerUser: 10,
  /** Tries at one step of a second factor. PROTOCOL §3.12. */
  triesPerFactorStep: 5,
  /** Tries to send a letter that is owed, the later ones an hour apart: a day of them. */
  triesPerLetter: 36,
  linksPerPage: 500,
  entriesPerPage: 500,
  /** Kinds that entries of a log are asked for by. */
  kindsAsked: 200,
  /** Of items, that a client reports at once. */
  eventsPerReport: 100,
  /** That one entry of a log names. PROTOCOL §7.1. */
  recordsPerEntry: 32,
  seatDays: 400,
  /** Links, keys of epochs and records together. PROTOCOL §8. */
  entriesPerBackupPage: 1_000,
  /** Characters of what a recovery is for; as bytes of UTF-8 as many. PROTOCOL §8.3. */
  purpose: 1_024,
  /** Backups that one turn forgets. */
  backupsForgotten: 200,
  /** Characters of what break-glass is for; as bytes of UTF-8 as many. PROTOCOL §4.16. */
  reason: 1_024,
  /** Recoveries of one administrator that are neither closed nor vetoed. */
  openRecoveries: 20,
  /** Of one partner, that were not ended. */
  serviceAccounts: 50,
  webhooks: 20,
  requestsPerMinute: 600,
  requestsPerMinuteAtMost: 6_000,
  /** That a machine is made for, by name. */
  companiesPerMachine: 1_000,
  labelsPerMachine: 20,
  eventsPerPage: 500,
  /** That a page of the feed looks at, whatever it shows of them. */
  eventsLookedAt: 5_000,
  eventsPerDelivery: 100,
  /** Tries to deliver a batch, before it is given up: for nearly four days. */
  triesPerDelivery: 24,
  /** Dead letters of one webhook that are kept: the newest. */
  deadLetters: 100,
  /** Ranges of breached passwords that are asked for at once. */
  breachedRanges: 16,
  /** Sums of a counter that the next one is held against. */
  healthSumsRemembered: 16,
  /** Of one partner. */
  staffPerPartner: 1_000,
  /** That somebody on a partner's staff is given one by one. */
  companiesPerScope: 1_000,
  /** Of one partner, that no company accepted yet. */
  offersPerPartner: 100,
  /** Companies that parted, the newest. */
  partedShown: 100,
  templatesPerPartner: 100,
  /** That one change is for, and how many of them one request sees to. */
  companiesPerBulk: 1_000,
  companiesPerCall: 200,
  knownHeads: 64,
  /** Heads that a reader of changes says it knows: one of each vault, shares included. */
  syncedHeads: 2_000,
  /** Records that a conflict shows at once. */
  conflictsShown: 100,
  /** Records that a stale head is told of at once. */
  missingRecords: 1_000,
} as const;

/** Spans of time, in milliseconds. */
export const spans = {
  accessToken: 15 * 60_000,
  session: 30 * 24 * 3_600_000,
  challenge: 5 * 60_000,
  signUp: 15 * 60_000,
  deviceRequest: 10 * 60_000,
  /** In which a step is shown a factor, and counts. PROTOCOL §3.12. */
  factorStep: 10 * 60_000,
  /** In which a factor that was begun is confirmed. */
  factorBegun: 15 * 60_000,
  /** For which a session that was shown a factor may do what is dangerous. */
  stepUp: 10 * 60_000,
  /** For which somebody reports numbers of passwords, without having been out, before they are in a sum. */
  healthCounted: 7 * 24 * 3_600_000,
  /** How long a recovery may be open, behind the hours that it waits. */
  recovery: 7 * 24 * 3_600_000,
  /** For which a drill proves something. */
  drill: 180 * 24 * 3_600_000,
  /** For which a backup is fresh, though its vault went on. */
  backup: 48 * 3_600_000,
  /** How far the time of a link by staff of a desk is off the server's at most. PROTOCOL §4.15. */
  staffClock: 5 * 60_000,
  /** For which an offer to a company stands. */
  offer: 30 * 24 * 3_600_000,
  /** For which a partner is shown that a company parted. */
  parted: 30 * 24 * 3_600_000,
  /** For which is kept what became of companies in a change for many. */
  bulk: 30 * 24 * 3_600_000,
  /** For which a service account is made at the most. */
  serviceAccount: 366 * 24 * 3_600_000,
  /** For which the secret of a webhook before a rotation signs as well. */
  formerSecret: 24 * 3_600_000,
  /** For which whoever delivers to a webhook holds it: longer than any receiver is waited for. */
  lease: 60_000,
  /** How often a subscription looks for itself, in case a signal was lost. */
  poll: 20_000,
} as const;

/** Attempts per key and span in seconds, counted inside the verb. */
export const attempts = {
  signUpPerAddress: { maximum: 5, span: 3_600 },
  signUpPerPeer: { maximum: 60, span: 3_600 },
  signUpCodePerPeer: { maximum: 60, span: 3_600 },
  challengePerAddress: { maximum: 30, span: 900 },
  challengePerPeer: { maximum: 120, span: 900 },
  signInPerUser: { maximum: 20, span: 900 },
  signInPerPeer: { maximum: 120, span: 900 },
  invitationPerPeer: { maximum: 120, span: 900 },
  tenantCodePerUser: { maximum: 20, span: 3_600 },
  partnerCodePerUser: { maximum: 20, span: 3_600 },
  reportsPerUser: { maximum: 600, span: 900 },
  addressPerUser: { maximum: 10, span: 3_600 },
  movesPerPeer: { maximum: 20, span: 3_600 },
  backupsPerUser: { maximum: 120, span: 3_600 },
  recoveriesPerUser: { maximum: 30, span: 3_600 },
  drillsPerUser: { maximum: 30, span: 3_600 },
  /** Changes for many companies that are begun: what became of each is kept for a month. */
  bulksPerPartner: { maximum: 200, span: 86_400 },
  /** Half of them: nobody on the staff alone takes them from the others. */
  bulksPerUser: { maximum: 100, span: 86_400 },
  /** Of which a company's administrators are written to: what a desk asks for there, and what it overrules anew. */
  asksPerDesk: { maximum: 5, span: 86_400 },
  overrulingPerDesk: { maximum: 10, span: 86_400 },
  webhookTestsPerUser: { maximum: 30, span: 900 },
  healthPerUser: { maximum: 30, span: 3_600 },
  /** By sixteen ranges: a vault of 40,000 passwords takes an evening. */
  breachedPerUser: { maximum: 1_200, span: 3_600 },
  factorPerUser: { maximum: 10, span: 900 },
  factorPerUserAndDay: { maximum: 50, span: 86_400 },
  factorPerPeer: { maximum: 120, span: 900 },
  stepUpPerUser: { maximum: 30, span: 900 },
  refreshPerPeer: { maximum: 1_200, span: 900 },
  deviceRequestPerAddress: { maximum: 10, span: 600 },
  deviceRequestPerPeer: { maximum: 30, span: 600 },
  /** A device that waits asks every three seconds. */
  collectPerPeer: { maximum: 1_200, span: 600 },
} as const;
