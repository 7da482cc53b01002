/** What the process ends with. Scripts may rely on it; a number never changes its meaning. */
export const exitCode = {
  OK: 0,
  UNEXPECTED: 1,
  USAGE: 2,
  NOT_OPEN: 3,
  REFUSED: 4,
  NOT_FOUND: 5,
  CONFLICT: 6,
  UNREACHABLE: 7,
  NOT_VERIFIED: 8,
  BAD_FILE: 9,
  PARTLY: 10,
  BAD_HOME: 11,
  INTERRUPTED: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Shown at the end of the help. */
export const exitCodeHelp = `
Exit codes:
    0  done
    1  something failed that should not
    2  an argument is wrong, or a value is missing and nobody can be asked
    3  not signed in, locked, or wrong credentials
    4  refused by the server: a policy, a limit, a code, a taken address
    5  there is no such thing
    6  changed elsewhere since, or in use by another process
    7  the server cannot be reached or cannot answer now
    8  what the server or a link showed does not hold; sealgraph evidence list shows what was kept of it
    9  a file cannot be read, or is not what it should be
   10  done, but entries of the file were left out
   11  the folder SEALGRAPH_HOME is open to others, damaged, or cannot be written
  130  interrupted`;
