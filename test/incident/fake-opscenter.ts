import {
  CreateOpsItemCommand,
  DescribeOpsItemsCommand,
  GetOpsItemCommand,
  OpsItemAlreadyExistsException,
  SSMClient,
  UpdateOpsItemCommand,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { OpsCenter } from '../../rehearsal/bus/account/ops-center';
import type { OpsItem } from '../../rehearsal/bus/account/ops-center';
import { AwsError } from '../../rehearsal/pipeline/endpoint/aws-error';
import type { AwsInput } from '../../rehearsal/pipeline/endpoint/aws-error';
import { at, opsItemEvent } from '../shared/aws-events';

const COMMANDS = [
  ['CreateOpsItem', CreateOpsItemCommand],
  ['UpdateOpsItem', UpdateOpsItemCommand],
  ['GetOpsItem', GetOpsItemCommand],
  ['DescribeOpsItems', DescribeOpsItemsCommand],
] as const;

/** The OpsCenter of the rehearsal behind a client of the SDK: lists in pages of one, each item a second after the last. */
export class FakeOpsCenter {
  readonly ssm = mockClient(SSMClient);
  private center = this.empty();

  get items(): readonly OpsItem[] {
    return this.center.items;
  }

  /** Forgets everything, and every failure that was planted. */
  reset(): void {
    this.center = this.empty();
    this.ssm.reset();
    for (const [name, command] of COMMANDS) {
      this.ssm.on(command as never).callsFake((input: AwsInput) => this.sdkReply(name, input));
    }
  }

  /**
   * The answer of OpsCenter to one call, as it goes over the wire.
   * @throws AwsError
   */
  reply(call: string, input: AwsInput): object {
    return this.center.operations()[call]?.(input) as object;
  }

  /** CloudWatch opens an item for an alarm that turned red, in the given minute; gives the event that tells of it. */
  openByAlarm(alarm: string, minute: number): ReturnType<typeof opsItemEvent> {
    const Title = `CloudWatch alarm - '${alarm}' is in ALARM state`;
    const item = { Title, Severity: '2', Source: 'CloudWatch alarm', OperationalData: {} };
    return opsItemEvent(this.center.open(item, new Date(at(minute))), Title, minute);
  }

  /** A person changes an item in the console. */
  edit(change: Partial<OpsItem>, index = 0): void {
    this.reply('UpdateOpsItem', { OpsItemId: this.items[index]?.OpsItemId, ...change });
  }

  /** The same as the SDK gives it: with times and errors of its own. */
  private sdkReply(call: string, input: AwsInput): object {
    try {
      return withTimes(this.reply(call, input)) as object;
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'OpsItemAlreadyExistsException') throw error;
      throw new OpsItemAlreadyExistsException({ message: error.message, $metadata: {}, ...error.members });
    }
  }

  private empty(): OpsCenter {
    let second = 0;
    return new OpsCenter(() => new Date((second += 1) * 1000), 1);
  }
}

function withTimes(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(withTimes);
  if (typeof reply !== 'object' || reply === null) return reply;
  return Object.fromEntries(
    Object.entries(reply).map(([key, value]) => [
      key,
      key.endsWith('Time') ? new Date(Number(value) * 1000) : withTimes(value),
    ]),
  );
}
