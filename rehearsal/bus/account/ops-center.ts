import { AwsError, requiredString } from '../../pipeline/endpoint/aws-error';
import type { AwsInput, AwsOperation } from '../../pipeline/endpoint/aws-error';

/** An OpsItem as Systems Manager tells it. */
export interface OpsItem {
  readonly OpsItemId: string;
  readonly Title: string;
  readonly Status: string;
  readonly Severity?: string;
  readonly OperationalData: Readonly<Record<string, { readonly Value?: string; readonly Type?: string }>>;
  readonly [field: string]: unknown;
}

/** Operational data by which one open item is found again. */
const DEDUP = '/aws/dedup';

/**
 * OpsCenter: one open item for each deduplication string, operational data merged key by key.
 * Source: AWS Systems Manager user guide, "Managing duplicate OpsItems".
 */
export class OpsCenter {
  private readonly kept = new Map<string, OpsItem>();

  constructor(private readonly now: () => Date) {}

  /** Every item, the oldest first. */
  get items(): readonly OpsItem[] {
    return [...this.kept.values()];
  }

  /** The operations of `AmazonSSM`. */
  operations(): Readonly<Record<string, AwsOperation>> {
    return {
      CreateOpsItem: (input) => this.create(input),
      UpdateOpsItem: (input) => this.update(input),
      GetOpsItem: (input) => ({ OpsItem: this.find(input) }),
      DescribeOpsItems: (input) => ({ OpsItemSummaries: this.items.filter((item) => isWanted(item, input)) }),
    };
  }

  private create(input: AwsInput): unknown {
    const data = (input.OperationalData ?? {}) as OpsItem['OperationalData'];
    const same = this.items.find(
      ({ Status, OperationalData }) =>
        Status !== 'Resolved' && Status !== 'Closed' && OperationalData[DEDUP]?.Value === data[DEDUP]?.Value,
    );
    if (same !== undefined && data[DEDUP] !== undefined)
      throw new AwsError('OpsItemAlreadyExistsException', `the item exists: ${same.OpsItemId}`, {
        OpsItemId: same.OpsItemId,
      });
    const OpsItemId = `oi-${String(this.kept.size + 1).padStart(12, '0')}`;
    const created = { CreatedTime: this.now().getTime() / 1000, Status: 'Open' };
    const item = {
      ...input,
      Title: requiredString(input, 'Title'),
      OperationalData: data,
      OpsItemId,
      ...created,
    };
    this.kept.set(OpsItemId, item);
    return { OpsItemId };
  }

  private update(input: AwsInput): unknown {
    const item = this.find(input);
    const OperationalData = {
      ...item.OperationalData,
      ...(input.OperationalData as OpsItem['OperationalData']),
    };
    this.kept.set(item.OpsItemId, { ...item, ...input, OperationalData });
    return {};
  }

  private find(input: AwsInput): OpsItem {
    const id = requiredString(input, 'OpsItemId');
    const found = this.kept.get(id);
    if (found === undefined) throw new AwsError('OpsItemNotFoundException', `there is no OpsItem ${id}`);
    return found;
  }
}

/** One filter on operational data is known: a key and its value, as JSON. */
function isWanted({ OperationalData, Source }: OpsItem, input: AwsInput): boolean {
  const filters = (input.OpsItemFilters ?? []) as readonly { Key: string; Values: readonly string[] }[];
  return filters.every(({ Key, Values }) => {
    if (Key === 'Source') return Values.includes(String(Source));
    if (Key !== 'OperationalData') return true;
    const { key, value } = JSON.parse(Values[0] ?? '{}') as { key?: string; value?: string };
    return OperationalData[key ?? '']?.Value === value;
  });
}
