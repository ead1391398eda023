import { CONTAINER_PORT, ENV, urlVariable, XRAY_SAMPLER } from './contract';
import { NO_FAULTS, parseFaults, type Faults } from './faults';
import { DEFAULT_RATIO, type SamplingChoice } from './sampling/sampler';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything a service reads from its environment, checked once at start. */
export interface ServiceConfig {
  /** Name in logs, traces and metrics. */
  readonly service: string;
  /** Environment name; `local` when not set. */
  readonly environment: string;
  /** Version label; `dev` when not set. */
  readonly version: string;
  /** Address to listen on. */
  readonly host: string;
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  /** Base URL of each service that this one calls, by its name. */
  readonly urls: Readonly<Record<string, string>>;
  /** Planted faults. */
  readonly faults: Faults;
  /** Milliseconds to keep serving after SIGTERM. */
  readonly drainMs: number;
  /** Milliseconds between two metric records. */
  readonly metricsIntervalMs: number;
  /** Least level of the lines that are logged. */
  readonly logLevel: LogLevel;
  /** Base URL of the OpenTelemetry collector; empty switches tracing off. */
  readonly otlpEndpoint: string;
  /** Which requests are traced. */
  readonly sampling: SamplingChoice;
  /** What spans say about their sender beside its name, version and environment. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  /** Address of the ECS task metadata endpoint; empty outside ECS. */
  readonly metadataUri: string;
}

/** What a service needs from its environment beyond the defaults. */
export interface ConfigNeeds {
  /** Service name used when the environment gives none. */
  readonly service: string;
  /** Names of the services that it calls, whose addresses must be given; none when absent. */
  readonly calls?: readonly string[];
}

/** The environment is not usable; the message is one line that names every problem. */
export class ConfigError extends Error {}

/**
 * Reads and checks the environment of a service.
 * @throws ConfigError naming every wrong variable
 */
export function readConfig(env: NodeJS.ProcessEnv, needs: ConfigNeeds): ServiceConfig {
  const reader = new EnvReader(env);
  const environment = reader.text(ENV.environment, 'local');
  const config: ServiceConfig = {
    service: reader.text(ENV.service, needs.service),
    environment,
    version: reader.text(ENV.version, 'dev'),
    host: reader.text(ENV.bindAddress, '0.0.0.0'),
    port: reader.number(ENV.port, CONTAINER_PORT, { max: 65_535, whole: true }),
    urls: Object.fromEntries((needs.calls ?? []).map((name) => [name, reader.url(urlVariable(name), true)])),
    faults: reader.faults(environment),
    drainMs: reader.number(ENV.drain, 0, { max: 110 }) * 1_000,
    metricsIntervalMs: reader.number(ENV.metricsInterval, 15, { min: 0.01, max: 3_600 }) * 1_000,
    logLevel: reader.oneOf(ENV.logLevel, LOG_LEVELS, 'info'),
    otlpEndpoint: reader.url(ENV.otlpEndpoint),
    sampling: reader.sampling(),
    resourceAttributes: reader.pairs(ENV.resourceAttributes),
    metadataUri: reader.url(ENV.metadataUri),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems.join('; '));
  return config;
}

/** The usual name of following the caller and otherwise taking a share. */
const LOCAL_SAMPLER = 'parentbased_traceidratio';

interface NumberRange {
  readonly min?: number;
  readonly max: number;
  readonly whole?: boolean;
}

class EnvReader {
  readonly problems: string[] = [];

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  text(name: string, fallback: string): string {
    return this.env[name]?.trim() || fallback;
  }

  number(name: string, fallback: number, { min = 0, max, whole = false }: NumberRange): number {
    const text = this.text(name, String(fallback));
    const value = Number(text);
    if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    const kind = whole ? 'a whole number' : 'a number';
    this.problems.push(`${name} is "${text}"; it must be ${kind} from ${min} to ${max}`);
    return fallback;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const text = this.text(name, fallback);
    const found = allowed.find((value) => value === text);
    if (found === undefined)
      this.problems.push(`${name} is "${text}"; it must be one of ${allowed.join(', ')}`);
    return found ?? fallback;
  }

  url(name: string, required = false): string {
    const text = this.text(name, '');
    if (text === '') {
      if (required) this.problems.push(`${name} is not set; it must be a base URL such as http://other:8080`);
      return '';
    }
    if (/^https?:\/\//.test(text) && URL.canParse(text)) return text.replace(/(?<!\/)\/+$/, '');
    this.problems.push(`${name} is "${text}"; it must be a URL that starts with http:// or https://`);
    return '';
  }

  sampling(): SamplingChoice {
    const sampler = this.text(ENV.sampler, LOCAL_SAMPLER);
    if (sampler !== XRAY_SAMPLER) {
      if (sampler !== LOCAL_SAMPLER) {
        this.problems.push(`${ENV.sampler} is "${sampler}"; it must be ${XRAY_SAMPLER} or ${LOCAL_SAMPLER}`);
      }
      return { kind: 'local', ratio: this.number(ENV.samplerArg, DEFAULT_RATIO, { max: 1 }) };
    }
    const endpoint = parsePairs(this.text(ENV.samplerArg, ''))['endpoint'] ?? '';
    if (/^http:\/\//.test(endpoint) && URL.canParse(endpoint)) {
      return { kind: XRAY_SAMPLER, endpoint: endpoint.replace(/(?<!\/)\/+$/, '') };
    }
    const got = this.text(ENV.samplerArg, '');
    this.problems.push(`${ENV.samplerArg} is "${got}"; it must be endpoint=http://<host>:<port>`);
    return { kind: 'local', ratio: DEFAULT_RATIO };
  }

  pairs(name: string): Record<string, string> {
    return parsePairs(this.text(name, ''));
  }

  faults(environment: string): Faults {
    const text = this.text(ENV.faults, '');
    if (text === '') return NO_FAULTS;
    if (this.text(ENV.faultsAllowed, '') !== 'true') {
      this.problems.push(
        `${ENV.faults} is "${text}"; planted faults are refused in ${environment}, because ${ENV.faultsAllowed} ` +
          'is not "true" (only the stack of a disposable environment says so)',
      );
      return NO_FAULTS;
    }
    try {
      return parseFaults(text);
    } catch (error) {
      this.problems.push(`${ENV.faults}: ${(error as Error).message}`);
      return NO_FAULTS;
    }
  }
}

/** Reads `name=value` pairs between commas; values may be percent-encoded. Pairs without a name are left out. */
function parsePairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, Math.max(0, equals)).trim(), decode(pair.slice(equals + 1).trim())] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => name !== ''));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
