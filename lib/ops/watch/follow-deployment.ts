import { isOver, readDeployment, readShares } from '../aws/deployments';
import type { DeploymentSnapshot } from '../aws/deployments';
import { tell } from '../session';
import type { Session } from '../session';
import { cut } from '../text';
import { patiently } from './patiently';

/** Tells the status and the traffic of a CodeDeploy deployment until it is over. */
export async function followDeployment(session: Session, id: string): Promise<DeploymentSnapshot> {
  let told = '';
  return patiently(session, async () => {
    const deployment = await readDeployment(session.clients.codeDeploy, id);
    if (isOver(deployment.status)) return deployment;
    const shares = await readShares(session.clients.codeDeploy, id);
    const traffic = shares.map(({ label, percent }) => `${percent}% ${label.toLowerCase()}`).join(', ');
    const text = `${deployment.status}${traffic && `  ${traffic}`}`;
    if (text !== told) {
      const time = session.clock.now().toISOString().slice(11, 19);
      tell(session, 'deployment', [cut(`  ${time}  ${id}  ${text}`)], { ...deployment, shares });
    }
    told = text;
    return undefined;
  });
}
