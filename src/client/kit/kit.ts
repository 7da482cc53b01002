/** What has to be kept on paper: with the password it opens the account on a new device. */
export interface EmergencyKit {
  readonly address: string;
  /** Origin of the server. */
  readonly server: string;
  /** `SG1-…` */
  readonly secretKey: string;
  readonly user: string;
  /** Since when this device has had the Secret Key. */
  readonly createdAt: Date;
}

/** A kit as it is printed: with an account code, where one was just made. */
export interface PrintedKit extends EmergencyKit {
  readonly accountCode?: string | null;
}
