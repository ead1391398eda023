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
    this.ssm.on(CreateOpsItemCommand).callsFake((input: OpsItem) => this.create(input));
    this.ssm.on(UpdateOpsItemCommand).callsFake((input: OpsItem) => this.update(input));
    this.ssm
      .on(GetOpsItemCommand)
      .callsFake(({ OpsItemId }: OpsItem) => ({ OpsItem: { ...this.find(OpsItemId) } }));
    this.ssm
      .on(DescribeOpsItemsCommand)
      .callsFake((input: { OpsItemFilters: { Values: string[] }[]; NextToken?: string }) => {
        const { key, value } = JSON.parse(input.OpsItemFilters[0]?.Values[0] ?? '{}') as {
          key: string;
          value: string;
        };
        const found = this.items.filter(({ OperationalData }) => OperationalData?.[key]?.Value === value);
        const page = Number(input.NextToken ?? 0);
        return {
          OpsItemSummaries: found.slice(page, page + 1),
          ...(page + 1 < found.length && { NextToken: String(page + 1) }),
        };
      });
  }

  private create(input: OpsItem): { OpsItemId: string } {
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
