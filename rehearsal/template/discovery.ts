import type { ServiceModel } from '../model';
import type { Assembly, Entry } from './assembly';
import { asList, asNumber, asObject, asText } from './json';

/** Cloud Map has no default; the console proposes this one. */
const USUAL_TTL_SECONDS = 60;

/** The private DNS name that the tasks of a service are found under. */
export function readDiscovery(assembly: Assembly, service: Entry): ServiceModel['discovery'] {
  const [registry, ...others] = service.list('ServiceRegistries').map((item) => asObject(item));
  if (others.length > 0) service.report('ServiceRegistries', 'only the first registry is acted out');
  if (registry === undefined) return undefined;
  const entry = assembly
    .ofType('AWS::ServiceDiscovery::Service')
    .find((candidate) => candidate.attribute('Arn') === asText(registry.RegistryArn));
  const namespaceId = entry && (entry.text('NamespaceId') || entry.text('DnsConfig.NamespaceId'));
  const namespace = assembly
    .ofType('AWS::ServiceDiscovery::PrivateDnsNamespace')
    .find((candidate) => candidate.ref === namespaceId);
  if (entry === undefined || namespace === undefined) {
    service.report('ServiceRegistries', 'the registry or its private DNS namespace is not in the assembly');
    return undefined;
  }
  const [record] = asList(entry.value('DnsConfig.DnsRecords'));
  return {
    hostname: `${entry.attribute('Name')}.${namespace.text('Name')}`,
    ttlSeconds: asNumber(asObject(record).TTL, USUAL_TTL_SECONDS),
  };
}
