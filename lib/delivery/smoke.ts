/** Kinds that a field of a JSON answer can have; `text` and `filled list` must not be empty, a `list` may be. */
export type FieldKind = 'text' | 'number' | 'list' | 'filled list' | 'object';

/** What one path must answer for a release to be good. Plain data: it travels to the functions as JSON. */
export interface SmokeCheck {
  /** Path and query, for example `/api/products`. */
  readonly path: string;
  /**
   * Status of the answer.
   * @default 200
   */
  readonly status?: number;
  /**
   * Media type of the answer, without parameters, for example `application/json`.
   * @default - any
   */
  readonly contentType?: string;
  /**
   * Fields that the JSON answer must have at its top level.
   * @default - the body is not read as JSON
   */
  readonly fields?: Readonly<Record<string, FieldKind>>;
  /**
   * Text that the body must contain.
   * @default - any
   */
  readonly contains?: string;
  /**
   * Whether the field `image` must be the image of the release.
   * @default false
   */
  readonly identity?: boolean;
  /**
   * Longest acceptable time to the end of the answer, in milliseconds.
   * @default 2000
   */
  readonly maxMs?: number;
}

/** What came back from one request. */
export interface Answer {
  readonly status: number;
  /** Value of the `content-type` header; empty when there was none. */
  readonly contentType: string;
  readonly body: string;
  /** Milliseconds from the request to the end of the answer. */
  readonly ms: number;
}

const DEFAULT_MAX_MS = 2000;
/** So much of what a service calls its image is quoted. */
const SHOWN_CHARACTERS = 300;

/** Every reason why `answer` does not pass `check`, each a short phrase; empty when it passes. */
export function problemsOf(check: SmokeCheck, answer: Answer, expectedImage: string): string[] {
  const { status = 200, contentType, contains, maxMs = DEFAULT_MAX_MS } = check;
  if (answer.status !== status) return [`status ${answer.status} instead of ${status}`];
  const mediaType = answer.contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const problems: string[] = [];
  if (contentType !== undefined && mediaType !== contentType) {
    problems.push(`content type ${mediaType || 'missing'} instead of ${contentType}`);
  }
  if (contains !== undefined && !answer.body.includes(contains)) {
    problems.push(`body without "${contains}"`);
  }
  if (check.fields || check.identity) problems.push(...bodyProblems(check, answer.body, expectedImage));
  if (answer.ms > maxMs) problems.push(`${Math.round(answer.ms)} ms instead of ${maxMs} ms at most`);
  return problems;
}

function bodyProblems({ fields = {}, identity }: SmokeCheck, body: string, expectedImage: string): string[] {
  const value = parseObject(body);
  if (!value) return ['body is not a JSON object'];
  const problems = Object.entries(fields)
    .filter(([name, kind]) => !hasKind(value[name], kind))
    .map(([name, kind]) => `field ${name} is not ${kind === 'object' ? 'an' : 'a'} ${kind}`);
  if (identity && value.image !== expectedImage) {
    problems.push(`image ${show(value.image)} answers instead of ${expectedImage}`);
  }
  return problems;
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasKind(value: unknown, kind: FieldKind): boolean {
  if (kind === 'text') return typeof value === 'string' && value !== '';
  if (kind === 'number') return typeof value === 'number';
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'filled list') return Array.isArray(value) && value.length > 0;
  return isObject(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(image: unknown): string {
  return typeof image === 'string' && image !== '' ? image.slice(0, SHOWN_CHARACTERS) : 'without a name';
}
