/** The version that users are on, as the service has it. */
export interface LiveVersion {
  /** Cluster and name of the ECS service, for a person. */
  readonly service: string;
  /** ARN of the task definition revision that it runs. */
  readonly taskDefinition: string;
  /** Image reference in that revision. */
  readonly image: string;
}

/** What tells whether CloudFormation is about to undo a release that nobody has recorded. */
export interface VersionSeen {
  /** Undefined when no service runs, or when AWS does not know its task definition any more. */
  readonly live: LiveVersion | undefined;
  /** Image that CloudFormation is about to write: the value of the release parameter. */
  readonly recorded: string;
  /** Name of the release parameter. */
  readonly parameter: string;
  /** ARN of the task definition revision that CloudFormation wrote last; undefined when the stack has none. */
  readonly writtenBefore: string | undefined;
  /** Whether the last thing that happened to the service is that ECS took a version back. */
  readonly takenBack: boolean;
}

/**
 * Why CloudFormation must not write the recorded version now; undefined when it may. A revision that CloudFormation
 * wrote itself gives way to a recorded release: it is live when none came after it, or after a failed update of the stack.
 * Not so to a version that ECS has just taken back, and not to the placeholder, which no release ever brings back.
 */
export function refusalOfVersion(seen: VersionSeen): string | undefined {
  const { live, recorded, parameter, writtenBefore, takenBack } = seen;
  if (!live || live.image === recorded) return undefined;
  const givesWay = live.taskDefinition === writtenBefore && !takenBack;
  if (givesWay && (isRelease(recorded) || !isRelease(live.image))) return undefined;
  return (
    `The service ${live.service} runs ${live.image}, but the release parameter ${parameter} says ${recorded}, and ` +
    'this deployment of the stack would bring that one back. A release is recorded when Verify has passed: if one ' +
    'is on its way, wait until its pipeline has ended. If none is, release the version that you want once more, or, ' +
    `when what runs is good, record it (aws ssm put-parameter --overwrite --name ${parameter} --value ${live.image}), ` +
    'then deploy this stack again. CloudFormation puts back what it has changed so far.'
  );
}

/** Releases are named by digest, the placeholder by a tag. */
function isRelease(image: string): boolean {
  return image.includes('@');
}
