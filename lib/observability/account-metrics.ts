import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Days until a certificate of AWS Certificate Manager ends; written twice a day. */
export function certificateDays(certificateArn: string): Metric {
  return new Metric({
    namespace: 'AWS/CertificateManager',
    metricName: 'DaysToExpiry',
    dimensionsMap: { CertificateArn: certificateArn },
    statistic: 'Minimum',
    period: Duration.days(1),
  });
}

/** Fargate vCPUs on demand that run in the whole account and region, whoever started them. */
export function fargateVcpus(): Metric {
  return new Metric({
    namespace: 'AWS/Usage',
    metricName: 'ResourceCount',
    dimensionsMap: { Service: 'Fargate', Type: 'Resource', Resource: 'vCPU', Class: 'Standard/OnDemand' },
    statistic: 'Maximum',
    period: Duration.minutes(5),
  });
}
