import { Interrupted, NotAwsError, OperationError, UsageError } from './errors';

/** What a person is told about an error, and the exit status. */
export interface Failure {
  readonly message: string;
  readonly status: 1 | 2 | 130;
  /** True when the program itself is to blame, so that its stack is worth seeing. */
  readonly unexpected?: boolean;
}

/** Names of errors by which AWS says that the credentials are no good. */
const BAD_CREDENTIALS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

const NO_CREDENTIALS = new Set(['CredentialsProviderError', 'TokenProviderError']);

const NETWORK = /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EPIPE)\b/;

/** What is missing, by the name of the error. */
const MISSING: Readonly<Record<string, string>> = {
  PipelineNotFoundException: 'the pipeline is not there',
  RepositoryNotFoundException: 'the image repository is not there',
  ParameterNotFound: 'the release parameter is not there',
  ApplicationDoesNotExistException: 'the CodeDeploy application is not there',
  DeploymentGroupDoesNotExistException: 'the CodeDeploy deployment group is not there',
  ClusterNotFoundException: 'the ECS cluster is not there',
  ServiceNotFoundException: 'the ECS service is not there',
};

/** One clear line for any error; `profile` is the one that the person named. */
export function failureOf(error: unknown, profile?: string): Failure {
  if (error instanceof UsageError) return { message: error.message, status: 2 };
  if (error instanceof OperationError) return { message: error.message, status: 1 };
  if (error instanceof Interrupted) return { message: error.message, status: 130 };
  if (!(error instanceof Error)) return { message: String(error), status: 1, unexpected: true };
  const message = awsMessage(error, profile);
  if (message !== undefined) return { message, status: 1 };
  return { message: `${error.name}: ${firstLine(error.message)}`, status: 1, unexpected: true };
}

/** Whether there were no credentials to call AWS with. */
export function isWithoutCredentials(error: unknown): boolean {
  return error instanceof Error && NO_CREDENTIALS.has(error.name);
}

/** Whether AWS cannot be called at all: no credentials, none that AWS takes, no network, or somebody else who answers. */
export function isAboutAccess(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    isWithoutCredentials(error) ||
    BAD_CREDENTIALS.has(error.name) ||
    networkCode(error) !== undefined ||
    isNotFromAws(error)
  );
}

/** What no AWS service answers: no JSON or XML where it belongs, or an error without a name. */
function isNotFromAws({ name, message }: Error): boolean {
  return (
    name === NotAwsError.name ||
    name === 'SyntaxError' ||
    /^Unknown(?:Error)?$/.test(message) ||
    message.includes('XML parse error')
  );
}

function awsMessage(error: Error, profile: string | undefined): string | undefined {
  const text = firstLine(error.message);
  if (isWithoutCredentials(error)) {
    const where = profile === undefined ? '' : ` in the profile ${profile}`;
    return `no AWS credentials${where}: ${withoutDot(text)}; sign in (for example aws sso login), or name a profile with --profile`;
  }
  if (BAD_CREDENTIALS.has(error.name)) {
    return `AWS does not take these credentials (${error.name}: ${withoutDot(text)}); sign in again, or name another profile with --profile`;
  }
  if (/^AccessDenied|^UnauthorizedOperation|^NotAuthorized/.test(error.name)) return deniedMessage(text);
  const code = networkCode(error);
  if (code !== undefined) return `cannot reach AWS (${code}: ${withoutDot(text)}); check the network`;
  const missing = MISSING[error.name];
  if (missing !== undefined) {
    return `${missing} (${withoutDot(text)}); deploy it first (npx cdk deploy --all), or check --profile and --region`;
  }
  if (/Throttl|TooManyRequests|RequestLimitExceeded/.test(error.name)) {
    return `AWS takes no more requests for the moment (${withoutDot(text)}); try again in a minute`;
  }
  if (isNotFromAws(error) && ('$metadata' in error || error.name === NotAwsError.name)) {
    return `what answered is not AWS (${withoutDot(text)}); check the network for a proxy or a sign-in page, and AWS_ENDPOINT_URL`;
  }
  if ('$metadata' in error) return `AWS says ${error.name}: ${text}`;
  return undefined;
}

/** AWS names who, what and on what; its sentence about the policy type is left out. */
function deniedMessage(text: string): string {
  const parts = /User: (\S+) is not authorized to perform: (\S+)(?: on resource: (\S+))?/.exec(text);
  if (!parts) return `a permission is missing: ${text}`;
  const [, who, action, resource] = parts;
  const where = resource ? ` on ${withoutDot(resource)}` : '';
  return `a permission is missing: ${who} may not call ${action}${where}; see docs/operating.md for what an operator needs`;
}

function networkCode(error: Error): string | undefined {
  if (error.name === 'TimeoutError') return 'TimeoutError';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (NETWORK.exec(code) ?? NETWORK.exec(error.message))?.[1];
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim();
}

function withoutDot(text: string): string {
  return text.replace(/(?<![.,;])[.,;]+$/, '');
}
