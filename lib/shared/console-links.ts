/** An address with the words that stand for it. */
export interface Link {
  readonly text: string;
  readonly url: string;
}

/** One execution of a pipeline, stage by stage. */
export function executionLink(region: string, pipeline: string, execution: string): Link {
  return {
    text: 'Execution',
    url: consoleUrl(
      region,
      `codesuite/codepipeline/pipelines/${pipeline}/executions/${execution}/visualization`,
    ),
  };
}

/** A pipeline as it is now, with the button to review an approval. */
export function reviewLink(region: string, pipeline: string): Link {
  return { text: 'Review', url: consoleUrl(region, `codesuite/codepipeline/pipelines/${pipeline}/view`) };
}

/** A deployment of CodeDeploy. */
export function deploymentLink(region: string, deployment: string): Link {
  return { text: 'Deployment', url: consoleUrl(region, `codesuite/codedeploy/deployments/${deployment}`) };
}

/**
 * The deployments of an ECS service.
 * @param arn in the long form, with the cluster
 */
export function ecsServiceLink(region: string, arn: string): Link {
  const [, cluster = '', service = ''] = arn.split('/');
  return {
    text: 'Deployments',
    url: consoleUrl(region, `ecs/v2/clusters/${cluster}/services/${service}/deployments`),
  };
}

/** A dashboard of CloudWatch; it opens in the account that the reader is signed in to. */
export function dashboardLink(region: string, name: string): Link {
  const url = consoleUrl(region, 'cloudwatch/home');
  return { text: 'Dashboard', url: `${url}#dashboards/dashboard/${name}` };
}

function consoleUrl(region: string, path: string): string {
  return `https://${region}.console.aws.amazon.com/${path}?region=${region}`;
}
