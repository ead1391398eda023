/** Who is woken, beside those who subscribe to the topic by hand. */
export interface PagedInput {
  /**
   * E-mail addresses that are woken; each gets a message to confirm first.
   * @default []
   */
  readonly pages?: readonly string[];
}

/** Who hears of the alarms of an environment, beside those who subscribe to the topics by hand. */
export interface OnCallInput {
  /**
   * E-mail addresses that are woken; each gets a message to confirm first.
   * @default []
   */
  readonly pages?: readonly string[];
  /**
   * E-mail addresses that get what can wait for the morning; each gets a message to confirm first.
   * @default []
   */
  readonly warnings?: readonly string[];
}
