import {
  CreateOpsItemCommand,
  GetOpsItemCommand,
  OpsItemAlreadyExistsException,
  paginateDescribeOpsItems,
  UpdateOpsItemCommand,
} from '@aws-sdk/client-ssm';
import type {
  CreateOpsItemCommandInput,
  OpsItemDataValue,
  OpsItemFilter,
  OpsItemSummary,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { Incident } from './incident';
import { incidentOf } from './ops-item';
import type { IncidentSettings } from './settings';

/** The OpsItems of this project's incidents. */
export class OpsItems {
  constructor(
    private readonly ssm: SSMClient,
    private readonly settings: IncidentSettings,
  ) {}

  /** One incident; undefined when the OpsItem is none of ours. */
  async get(id: string): Promise<Incident | undefined> {
    const { OpsItem } = await this.ssm.send(new GetOpsItemCommand({ OpsItemId: id }));
    return OpsItem && incidentOf({ OpsItemId: id, ...OpsItem }, this.settings);
  }

  /** The incidents that are open and known as such. */
  async open(): Promise<Incident[]> {
    return this.find(() => false);
  }

  /** Every incident that is open or was so after `since`, the newest first. */
  async since(since: Date): Promise<Incident[]> {
    const found = await this.find(
      ({ LastModifiedTime }) => LastModifiedTime !== undefined && LastModifiedTime >= since,
    );
    return found.toSorted((one, other) => other.began.localeCompare(one.began));
  }

  /** Makes an OpsItem, or finds the one that is open already. */
  async create(item: CreateOpsItemCommandInput): Promise<Incident | undefined> {
    try {
      const { OpsItemId = '' } = await this.ssm.send(new CreateOpsItemCommand(item));
      return incidentOf({ ...item, OpsItemId }, this.settings);
    } catch (error) {
      if (!(error instanceof OpsItemAlreadyExistsException) || !error.OpsItemId) throw error;
      return this.get(error.OpsItemId);
    }
  }

  /** Notes operational data; what is not named stays as it is. */
  async note(
    OpsItemId: string,
    OperationalData: Record<string, OpsItemDataValue>,
    Status?: 'Resolved',
  ): Promise<void> {
    const command = new UpdateOpsItemCommand({ OpsItemId, OperationalData, ...(Status && { Status }) });
    await this.ssm.send(command);
  }

  /** @param wanted which of those that are over */
  private async find(wanted: (over: OpsItemSummary) => boolean): Promise<Incident[]> {
    const value = JSON.stringify({ key: 'project', value: this.settings.project });
    const ours: OpsItemFilter = { Key: 'OperationalData', Values: [value], Operator: 'Equal' };
    const found: (Incident | undefined)[] = [];
    for await (const page of paginateDescribeOpsItems({ client: this.ssm }, { OpsItemFilters: [ours] })) {
      for (const item of page.OpsItemSummaries ?? []) {
        const isOver = item.Status === 'Resolved' || item.Status === 'Closed';
        if (!isOver || wanted(item)) found.push(await this.get(item.OpsItemId ?? ''));
      }
    }
    return found.filter((incident) => incident !== undefined);
  }
}
