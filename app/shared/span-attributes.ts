import type { Attributes } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import type { ServiceConfig } from './config';
import { ANNOTATIONS, type Colour } from './contract';
import { NO_ROUTE, routeOf } from './logging';

/**
 * Attribute of a span that names those of its attributes that X-Ray is to index as annotations; see
 * exporter/awsxrayexporter/internal/translator/segment.go of opentelemetry-collector-contrib, which the
 * CloudWatch agent uses. Attributes of the resource cannot be named there without a prefix, hence the copies.
 */
const INDEXED = 'aws.xray.annotations';
const HOST = /^[a-z0-9.-]{1,253}/;

/** What is known about a request when it arrives. */
export interface RequestFacts {
  readonly colour: Colour | undefined;
  readonly variant: string | undefined;
}

/** Who sends the spans: the same for all of them. */
export function resourceAttributes(config: ServiceConfig): Attributes {
  const platform = config.metadataUri === '' ? {} : { 'cloud.provider': 'aws', 'cloud.platform': 'aws_ecs' };
  return {
    ...config.resourceAttributes,
    ...platform,
    'service.name': config.service,
    'service.version': config.version,
    'deployment.environment.name': config.environment,
    'telemetry.sdk.language': 'nodejs',
  };
}

/** Annotations that every span of a request gets from this task; sampling rules may ask for them too. */
export function taskAnnotations({ version, environment }: ServiceConfig): Record<string, string> {
  return { [ANNOTATIONS.version]: version, [ANNOTATIONS.environment]: environment };
}

type RequestAnnotation = (typeof ANNOTATIONS)['colour' | 'variant'];

/** Annotations of one request; literal names, since computed ones take long and this is asked for every request. */
export function requestAnnotations({
  colour,
  variant,
}: RequestFacts): Record<RequestAnnotation, string | undefined> {
  return { deployment_colour: colour, experiment_variant: variant };
}

/**
 * What the span of a request says about it. The path is that of the route, never that of the visitor, which may
 * hold anything.
 */
export function serverAttributes(
  request: FastifyRequest,
  annotated: Readonly<Record<string, string | undefined>>,
): Attributes {
  const route = routeOf(request);
  const routed = route === NO_ROUTE ? {} : { 'http.route': route, 'url.path': route };
  const indexed = Object.keys(annotated).filter((key) => annotated[key] !== undefined);
  const [host] = HOST.exec((request.headers.host ?? '').toLowerCase()) ?? [];
  return {
    'http.request.method': request.method,
    'url.scheme': 'http',
    'server.address': host,
    ...routed,
    ...annotated,
    [INDEXED]: indexed,
  };
}
