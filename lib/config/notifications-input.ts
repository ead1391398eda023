/** Who hears about releases, beside those who subscribe to the topic by hand. */
export interface NotificationsInput {
  /**
   * E-mail addresses; each gets a message to confirm first.
   * @default []
   */
  readonly emails?: readonly string[];
  /**
   * A Slack channel, through Amazon Q Developer in chat applications.
   * @default - no chat
   */
  readonly slack?: SlackInput;
}

/** A channel of a Slack workspace that was authorized in the console of Amazon Q Developer in chat applications. */
export interface SlackInput {
  /** Id of the workspace, for example `T0123ABCD`. */
  readonly workspaceId: string;
  /** Id of the channel, for example `C0123ABCD`: the end of its link. */
  readonly channelId: string;
}
