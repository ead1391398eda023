import {
  CreateOpsItemCommand,
  DescribeOpsItemsCommand,
  GetOpsItemCommand,
  OpsItemAlreadyExistsException,
  UpdateOpsItemCommand,
} from '@aws-sdk/client-ssm';
import type { OpsItemFilter, SSMClient, UpdateOpsItemCommandInput } from '@aws-sdk/client-ssm';
import type { Place } from '../dora/history';
import { dedupString } from './incident';
import { ITEM_KEYS, trackedOf } from './ops-item';
import type { NewItem, TrackedIncident } from './ops-item';
import { sourceOf } from './source-name';

/** How many of the newest OpsItems of a place are looked at: an event is hardly ever later than one incident. */
const NEWEST = 3;

/** The OpsItems of this project's incidents. */
export class ItemStore {
  constructor(
    private readonly ssm: SSMClient,
    private readonly project: string,
  ) {}

  /** The newest incidents of a place, the newest first. */
  async newest(place: Place): Promise<TrackedIncident[]> {
    const ids = await this.idsOf(place);
    const items = await Promise.all(ids.slice(0, NEWEST).map(async (id) => this.get(id)));
    return items.filter((item) => item !== undefined);
  }

  /** One incident; undefined when the OpsItem is none of ours. */
  async get(id: string): Promise<TrackedIncident | undefined> {
    const { OpsItem } = await this.ssm.send(new GetOpsItemCommand({ OpsItemId: id }));
    const place = OpsItem?.OperationalData?.[ITEM_KEYS.place]?.Value;
    if (!OpsItem || !place?.startsWith(`${this.project}/`)) return undefined;
    return trackedOf({ OpsItemId: id, ...OpsItem });
  }

  /** Makes an OpsItem, or finds the one that is open already; resolves to its id and whether it is new. */
  async create(item: NewItem): Promise<{ readonly id: string; readonly isNew: boolean }> {
    try {
      const { OpsItemId: id = '' } = await this.ssm.send(
        new CreateOpsItemCommand({ ...item, OperationalData: { ...item.OperationalData } }),
      );
      return { id, isNew: true };
    } catch (error) {
      if (!(error instanceof OpsItemAlreadyExistsException) || !error.OpsItemId) throw error;
      return { id: error.OpsItemId, isNew: false };
    }
  }

  /** Changes fields of an OpsItem; operational data that is not named stays as it is. */
  async update(id: string, change: Omit<UpdateOpsItemCommandInput, 'OpsItemId'>): Promise<void> {
    await this.ssm.send(new UpdateOpsItemCommand({ ...change, OpsItemId: id }));
  }

  /** Every incident of the project, the newest first, that began after `since` or is open. */
  async since(since: Date): Promise<TrackedIncident[]> {
    const ids = await this.idsBy(
      { Key: 'Source', Values: [sourceOf(this.project)], Operator: 'Equal' },
      since,
    );
    const items = await Promise.all(ids.map(async (id) => this.get(id)));
    return items.filter((item) => item !== undefined);
  }

  private async idsOf(place: Place): Promise<string[]> {
    const value = JSON.stringify({ key: ITEM_KEYS.place, value: dedupString(this.project, place) });
    return this.idsBy({ Key: 'OperationalData', Values: [value], Operator: 'Equal' }, new Date(0));
  }

  private async idsBy(filter: OpsItemFilter, since: Date): Promise<string[]> {
    const found: { readonly id: string; readonly at: number }[] = [];
    let NextToken: string | undefined;
    do {
      const command = new DescribeOpsItemsCommand({
        OpsItemFilters: [filter],
        MaxResults: 50,
        ...(NextToken && { NextToken }),
      });
      const page = await this.ssm.send(command);
      for (const { OpsItemId, CreatedTime, Status } of page.OpsItemSummaries ?? []) {
        const over = Status === 'Resolved' || Status === 'Closed';
        if (over && CreatedTime !== undefined && CreatedTime < since) continue;
        if (OpsItemId) found.push({ id: OpsItemId, at: CreatedTime?.getTime() ?? 0 });
      }
      ({ NextToken } = page);
    } while (NextToken);
    return found.toSorted((one, other) => other.at - one.at).map(({ id }) => id);
  }
}
