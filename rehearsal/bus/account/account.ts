import type { AwsOperation } from '../../pipeline/endpoint/aws-error';
import type { RunRecord } from '../run-record';
import { cloudWatchHistory } from './cloud-watch';
import { codeDeployHistory } from './code-deploy';
import { codePipelineHistory } from './code-pipeline';
import { OpsCenter } from './ops-center';

/** What an account remembers after a run, and what may be changed in it then. */
export interface Account {
  /** Operations by the name before the dot in `X-Amz-Target`. */
  readonly services: Readonly<Record<string, Readonly<Record<string, AwsOperation>>>>;
  readonly opsCenter: OpsCenter;
}

/** The account after a run; `record` may grow. */
export function accountAfter(record: () => RunRecord): Account {
  const opsCenter = new OpsCenter(() => new Date());
  return {
    services: {
      AmazonSSM: opsCenter.operations(),
      CodePipeline_20150709: codePipelineHistory(record),
      CodeDeploy_20141006: codeDeployHistory(record),
      GraniteServiceVersion20100801: cloudWatchHistory(record),
    },
    opsCenter,
  };
}
