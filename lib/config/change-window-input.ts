/** When releases may begin in an environment. */
export interface ChangeWindowInput {
  /**
   * The minutes in which a release may begin, as a cron expression of seven fields in CodePipeline's form: seconds
   * (always `*`), minutes, hours, day of month, month, day of week (1 is Sunday), year. One of the two days is `?`.
   * For example `* * 9-15 ? * MON-THU *`: Monday to Thursday from 9:00 to 15:59.
   */
  readonly cron: string;
  /** Name of the time zone in the IANA database, for example `Europe/Berlin` or `UTC`. */
  readonly timeZone: string;
}
