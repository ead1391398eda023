import { GetOpsItemCommand } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { isHigh, severityNow } from '../../incident/incident';
import { trackedOf } from '../../incident/ops-item';

/** Whether an incident still keeps releases out: it is open, users feel it, and nobody has let releases in. */
export async function stillFreezes(client: SSMClient, incident: string): Promise<boolean> {
  const { OpsItem } = await client.send(new GetOpsItemCommand({ OpsItemId: incident }));
  const tracked = OpsItem && trackedOf({ OpsItemId: incident, ...OpsItem });
  return tracked !== undefined && tracked.open && !tracked.thawed && isHigh(severityNow(tracked.incident));
}
