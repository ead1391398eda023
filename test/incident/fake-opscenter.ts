import {
  CreateOpsItemCommand,
  DescribeOpsItemsCommand,
  GetOpsItemCommand,
  OpsItemAlreadyExistsException,
  SSMClient,
  UpdateOpsItemCommand,
} from '@aws-sdk/client-ssm';
import type { OpsItem } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';

interface Search {
  readonly OpsItemFilters: readonly { readonly Values: readonly string[] }[];
  readonly NextToken?: string;
}

/**
 * OpsCenter in memory: one item for each deduplication string while it is open, operational data merged key by key,
 * lists in pages of one. Source: AWS Systems Manager user guide, "Managing duplicate OpsItems".
 */
export class FakeOpsCenter {
  readonly items: OpsItem[] = [];
  readonly ssm = mockClient(SSMClient);

  /** Forgets everything, and every failure that was planted. */
  reset(): void {
    this.items.length = 0;
    this.ssm.reset();
    this.ssm.on(CreateOpsItemCommand).callsFake((input: OpsItem) => this.reply('CreateOpsItem', input));
    this.ssm.on(UpdateOpsItemCommand).callsFake((input: OpsItem) => this.reply('UpdateOpsItem', input));
    this.ssm.on(GetOpsItemCommand).callsFake((input: OpsItem) => this.reply('GetOpsItem', input));
    this.ssm.on(DescribeOpsItemsCommand).callsFake((input: Search) => this.reply('DescribeOpsItems', input));
  }

  /**
   * The answer of OpsCenter to one call.
   * @throws OpsItemAlreadyExistsException
   */
  reply(call: string, input: object): object {
    switch (call) {
      case 'CreateOpsItem':
        return this.create(input);
      case 'UpdateOpsItem':
        return this.update(input);
      case 'GetOpsItem':
        return { OpsItem: { ...this.find((input as OpsItem).OpsItemId) } };
      default:
        return this.search(input as Search);
    }
  }

  private search({ OpsItemFilters: [filter], NextToken }: Search): object {
    const { key, value } = JSON.parse(filter?.Values[0] ?? '{}') as { key: string; value: string };
    const found = this.items.filter(({ OperationalData }) => OperationalData?.[key]?.Value === value);
    const page = Number(NextToken ?? 0);
    const more = page + 1 < found.length;
    return {
      OpsItemSummaries: found.slice(page, page + 1),
      ...(more && { NextToken: String(page + 1) }),
    };
  }

  private create(input: OpsItem): { OpsItemId: string } {
    if (/aws|amazon|amzn/i.test(input.Source ?? '')) throw new Error(`no source: ${String(input.Source)}`);
    const dedup = input.OperationalData?.['/aws/dedup']?.Value;
    const same = this.items.find(
      ({ Status, OperationalData }) =>
        Status !== 'Resolved' && OperationalData?.['/aws/dedup']?.Value === dedup,
    );
    if (same)
      throw new OpsItemAlreadyExistsException({
        message: 'exists',
        OpsItemId: same.OpsItemId,
        $metadata: {},
      });
    const OpsItemId = `oi-${String(this.items.length + 1).padStart(12, '0')}`;
    this.items.push({ ...input, OpsItemId, Status: 'Open', CreatedTime: new Date(this.items.length) });
    return { OpsItemId };
  }

  private update({ OpsItemId, OperationalData, ...change }: OpsItem): object {
    const item = this.find(OpsItemId);
    for (const value of Object.values(OperationalData ?? {})) {
      if (!value.Value) throw new Error('OpsCenter takes no empty value');
    }
    Object.assign(item, change, { OperationalData: { ...item.OperationalData, ...OperationalData } });
    return {};
  }

  private find(id: string | undefined): OpsItem {
    const item = this.items.find(({ OpsItemId }) => OpsItemId === id);
    if (!item) throw new Error(`there is no OpsItem ${String(id)}`);
    return item;
  }
}
