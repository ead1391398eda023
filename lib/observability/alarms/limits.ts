import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Environment } from '../../config/schema';
import { certificateDays, fargateVcpus } from '../account-metrics';
import type { Condition } from './condition';
import { expressionOver } from './expression-over';
import { couldReachQuota, QUOTA_PERCENT } from './quota';

/** AWS renews a certificate in the sixty days before its end; with this many left it has failed for a month. */
const CERTIFICATE_DAYS = 28;

/** The certificate of a public service ends soon. */
export function certificateEnds(name: string, certificateArn: string): Condition {
  return {
    kind: 'certificate',
    meaning: `The certificate of ${name} ends in fewer than ${CERTIFICATE_DAYS} days and was not renewed.`,
    metric: certificateDays(certificateArn),
    limit: { below: CERTIFICATE_DAYS },
    periods: 1,
    missing: TreatMissingData.IGNORE,
  };
}

/** The account has little room left for tasks; nothing where the environment alone could never use that much. */
export function quotaConditions({ name, services }: Environment): Condition[] {
  if (!couldReachQuota(services)) return [];
  return [
    {
      kind: 'fargate-quota',
      meaning: `The account of ${name} uses more than ${QUOTA_PERCENT} % of the Fargate vCPUs that it may: soon no task starts, and no release.`,
      metric: expressionOver(5, {
        label: 'Fargate vCPUs in percent of the quota',
        expression: '100 * vcpus / SERVICE_QUOTA(vcpus)',
        metrics: { vcpus: fargateVcpus() },
      }),
      limit: { above: QUOTA_PERCENT },
      periods: 1,
      missing: TreatMissingData.NOT_BREACHING,
    },
  ];
}
