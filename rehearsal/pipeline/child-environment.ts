/** What every child process gets, so that AWS calls can only reach the stand-in. */
export interface AwsAccess {
  /** Base URL of the stand-in on this machine. */
  readonly endpoint: string;
  readonly region: string;
}

/**
 * The caller's environment without anything that leads to a real AWS account or changes how Node.js runs,
 * with the stand-in's address and made-up credentials.
 */
export function childEnvironment(
  { endpoint, region }: AwsAccess,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const kept = Object.entries(inherited).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !FOREIGN.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIAREHEARSAL0000000',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_SESSION_TOKEN: 'rehearsal',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_NO_WARNINGS: '1',
    NO_PROXY: '*',
  };
}

const FOREIGN =
  /^(AWS_.*|CODEBUILD_.*|CDK_.*|NODE_OPTIONS|NODE_CHANNEL_.*|NODE_UNIQUE_ID|npm_.*|TSX_.*|ESBK_.*|JEST_WORKER_ID|NODE_ENV|FAULTS|DOCKER_.*|https?_proxy|HTTPS?_PROXY|no_proxy|INIT_CWD|TERM|FORCE_COLOR|CI)$/;
