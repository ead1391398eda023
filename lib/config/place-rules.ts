import type { Problem } from './rules';
import { environmentSchema, serviceSchema } from './schema';

/** Region and account of the toolchain or of one environment, unchecked. */
interface Place {
  readonly region?: unknown;
  readonly account?: unknown;
  readonly services?: unknown;
}

/**
 * Where an environment may be. Its account is free, but then both sides must be known by number, because each names
 * the roles of the other. Its region is the toolchain's: the images and the artifacts of a release are there.
 */
export function placeRules(toolchain: unknown, environments: readonly unknown[]): Problem[] {
  const home = placeOf(toolchain);
  return environments.flatMap((environment, index) => {
    const place = placeOf(environment);
    const path = `environments[${index}]`;
    return [
      ...regionRule(home, place, path),
      ...accountRule(home, place, path),
      ...certificateRule(place, path),
    ];
  });
}

function regionRule(home: Place, { region: got }: Place, path: string): Problem[] {
  const { region } = environmentSchema.shape;
  // What is misspelt is said by its own field, and recommended to nobody else.
  if (got === home.region || !region.safeParse(got).success || !region.safeParse(home.region).success)
    return [];
  const message = `allowed: ${JSON.stringify(home.region)}, as in toolchain.region; fix: use one region for the toolchain and its environments, because images and artifacts stay in theirs`;
  return [{ path: `${path}.region`, got, message }];
}

function accountRule(home: Place, { account: got }: Place, path: string): Problem[] {
  if (!environmentSchema.shape.account.safeParse(got).success) return [];
  const why = 'the roles of both sides name each other';
  if (got === undefined && home.account !== undefined) {
    const message = `allowed: an account id, because toolchain.account has one; fix: write the account of this environment too, because ${why}`;
    return [{ path: `${path}.account`, got, message }];
  }
  if (got !== undefined && home.account === undefined) {
    const message = `allowed: an account id, because ${path}.account has one; fix: write the account of the toolchain too, because ${why}`;
    return [{ path: 'toolchain.account', got: home.account, message }];
  }
  return [];
}

/** A load balancer takes certificates of its own account only. */
function certificateRule({ account, services }: Place, path: string): Problem[] {
  if (typeof account !== 'string' || !Array.isArray(services)) return [];
  return services.flatMap((service: unknown, index) => {
    const arn = serviceSchema.safeParse(service).data?.https?.certificateArn;
    const got = arn?.split(':')[4];
    if (got === undefined || got === account) return [];
    const message = `allowed: a certificate of account ${account}; fix: request the certificate in the account of the environment`;
    return [{ path: `${path}.services[${index}].https.certificateArn`, got, message }];
  });
}

function placeOf(input: unknown): Place {
  return typeof input === 'object' && input !== null ? input : {};
}
