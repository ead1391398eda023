import { AwsError, requiredString, stringList } from '../../pipeline/endpoint/aws-error';
import type { AwsInput, AwsOperation } from '../../pipeline/endpoint/aws-error';

type Data = Readonly<Record<string, { readonly Value?: string; readonly Type?: string }>>;

/** An OpsItem as Systems Manager tells it; times are seconds since 1970. */
export interface OpsItem {
  readonly OpsItemId: string;
  readonly Title: string;
  readonly Status: string;
  readonly CreatedTime: number;
  readonly Severity?: string;
  readonly OperationalData: Data;
  readonly [field: string]: unknown;
}

/** Operational data by which one open item is found again. */
const DEDUP = '/aws/dedup';

/** Longest key of operational data, and most bytes of a value. */
const KEY_LENGTH = 128;
const VALUE_BYTES = 20 * 1024;

/**
 * OpsCenter: one open item for each deduplication string, operational data merged key by key. It refuses what the service
 * refuses. Source: AWS Systems Manager user guide, "Managing duplicate OpsItems"; API reference, "CreateOpsItem" and
 * "UpdateOpsItem".
 */
export class OpsCenter {
  private readonly kept = new Map<string, OpsItem>();

  /**
   * @param now the clock of the service
   * @param pageSize most items in one page of a list
   */
  constructor(
    private readonly now: () => Date,
    private readonly pageSize = 50,
  ) {}

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
      DescribeOpsItems: (input) => this.search(input),
    };
  }

  private search(input: AwsInput): unknown {
    const found = this.items.filter((item) => isWanted(item, input));
    const begin = Number(input.NextToken ?? 0);
    const end = begin + this.pageSize;
    return {
      OpsItemSummaries: found.slice(begin, end),
      ...(end < found.length && { NextToken: String(end) }),
    };
  }

  private create(input: AwsInput): unknown {
    const source = requiredString(input, 'Source');
    if (/aws|amazon|amzn/i.test(source)) throw new AwsError(INVALID, `no source of an OpsItem: ${source}`);
    const OperationalData = checkedData(input);
    const dedup = OperationalData[DEDUP]?.Value;
    const same = this.items.find(
      (item) => dedup !== undefined && !isOver(item) && item.OperationalData[DEDUP]?.Value === dedup,
    );
    if (same !== undefined)
      throw new AwsError('OpsItemAlreadyExistsException', `the item exists: ${same.OpsItemId}`, {
        OpsItemId: same.OpsItemId,
      });
    return { OpsItemId: this.open({ ...input, OperationalData }, this.now()) };
  }

  /** Opens an item, as AWS itself does for an alarm; returns its id. */
  open(input: AwsInput & { readonly OperationalData: Data }, at: Date): string {
    const OpsItemId = `oi-${String(this.kept.size + 1).padStart(12, '0')}`;
    const Title = requiredString(input, 'Title');
    this.kept.set(OpsItemId, {
      ...input,
      ...{ Title, OpsItemId, Status: 'Open' },
      ...{ CreatedTime: at.getTime() / 1000, LastModifiedTime: at.getTime() / 1000 },
    });
    return OpsItemId;
  }

  private update({ OperationalDataToDelete, ...input }: AwsInput): unknown {
    const item = this.find(input);
    const gone = stringList({ OperationalDataToDelete }, 'OperationalDataToDelete');
    const left = Object.entries(item.OperationalData).filter(([key]) => !gone.includes(key));
    const OperationalData = { ...Object.fromEntries(left), ...checkedData(input) };
    const LastModifiedTime = this.now().getTime() / 1000;
    this.kept.set(item.OpsItemId, { ...item, ...input, OperationalData, LastModifiedTime });
    return {};
  }

  private find(input: AwsInput): OpsItem {
    const id = requiredString(input, 'OpsItemId');
    const found = this.kept.get(id);
    if (found === undefined) throw new AwsError('OpsItemNotFoundException', `there is no OpsItem ${id}`);
    return found;
  }
}

const INVALID = 'OpsItemInvalidParameterException';

function checkedData(input: AwsInput): Data {
  const data = (input.OperationalData ?? {}) as Data;
  for (const [key, { Value = '' }] of Object.entries(data)) {
    if (key.length > KEY_LENGTH) throw new AwsError(INVALID, `the key is too long: ${key}`);
    if (Value.trim() === '') throw new AwsError(INVALID, `the value of ${key} is empty`);
    if (Buffer.byteLength(Value) > VALUE_BYTES)
      throw new AwsError(INVALID, `the value of ${key} is above 20 KB`);
  }
  return data;
}

function isOver({ Status }: OpsItem): boolean {
  return Status === 'Resolved' || Status === 'Closed';
}

/** One filter is known, on operational data: a key and its value, as JSON. */
function isWanted({ OperationalData }: OpsItem, input: AwsInput): boolean {
  const filters = (input.OpsItemFilters ?? []) as readonly { Key: string; Values: readonly string[] }[];
  return filters.every(({ Key, Values }) => {
    if (Key !== 'OperationalData') return true;
    const { key, value } = JSON.parse(Values[0] ?? '{}') as { key?: string; value?: string };
    return OperationalData[key ?? '']?.Value === value;
  });
}
