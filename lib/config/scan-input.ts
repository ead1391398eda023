/** Which known vulnerabilities stop a release. */
export interface ScanInput {
  /**
   * The least severity that stops a release; what is more severe stops it too.
   * @default 'critical'
   */
  readonly blockFrom?: 'critical' | 'high' | 'medium';
  /**
   * Vulnerabilities that are released all the same, for a time. All entries together may have 3000 bytes as JSON.
   * @default []
   */
  readonly allow?: readonly AllowedVulnerabilityInput[];
}

/** One vulnerability that is released all the same, until it expires. */
export interface AllowedVulnerabilityInput {
  /** Its id as the scan shows it, for example `CVE-2026-12345`. */
  readonly id: string;
  /** Why it does no harm here, for the person who reads the log of a release. */
  readonly reason: string;
  /** The last day on which it is allowed, in UTC, as `YYYY-MM-DD`. From the next day on every release stops. */
  readonly expires: string;
}
