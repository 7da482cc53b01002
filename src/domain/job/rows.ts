import { bind, statement } from "../batch.ts";

const planJobStatement = statement("job_plan", "select plan_job($1, $2, $3)");
export const planJob = (kind: string, subject: string, due: Date) => bind(planJobStatement, kind, subject, due);

export interface JobFigures {
  kind: string;
  depth: number;
  oldest: Date | null;
}

const listJobFiguresStatement = statement<JobFigures>("job_list_figures", "select * from list_job_figures($1)");
export const listJobFigures = (now: Date) => bind(listJobFiguresStatement, now);

export interface ClaimedJob {
  kind: string;
  subject: string;
  dueAt: Date;
  failures: number;
}

/** Locked until the transaction ends. */
const claimJobStatement = statement<ClaimedJob>("job_claim", "select * from claim_job($1, $2)");
export const claimJob = (kinds: readonly string[], now: Date) => bind(claimJobStatement, kinds, now);

const finishJobStatement = statement("job_finish", "select finish_job($1, $2, $3)");
export const finishJob = ({ kind, subject }: ClaimedJob, next: Date | null) =>
  bind(finishJobStatement, kind, subject, next);

const failJobStatement = statement("job_fail", "select fail_job($1, $2, $3, $4)");
export const failJob = ({ kind, subject, dueAt }: ClaimedJob, next: Date) =>
  bind(failJobStatement, kind, subject, dueAt, next);

const forgetExpiredStatement = statement<{ forgetExpired: boolean }>(
  "job_forget_expired",
  "select forget_expired($1, $2)",
);
export const forgetExpired = (now: Date, most: number) => bind(forgetExpiredStatement, now, most);

const forgetOfPartnersStatement = statement<{ forgetOfPartners: boolean }>(
  "job_forget_of_partners",
  "select forget_of_partners($1, $2, $3)",
);
export const forgetOfPartners = (before: Date, now: Date, most: number) =>
  bind(forgetOfPartnersStatement, before, now, most);

const forgetSessionsStatement = statement<{ forgetSessions: boolean }>(
  "job_forget_sessions",
  "select forget_sessions($1, $2)",
);
export const forgetSessions = (before: Date, most: number) => bind(forgetSessionsStatement, before, most);

const countSeatsStatement = statement("job_count_seats", "select count_seats($1)");
export const countSeats = (now: Date) => bind(countSeatsStatement, now);

const noteLapsedStatement = statement<{ noteLapsedInvitations: boolean }>(
  "job_note_lapsed_invitations",
  "select note_lapsed_invitations($1, $2)",
);
export const noteLapsedInvitations = (now: Date, most: number) => bind(noteLapsedStatement, now, most);
