import { project as sandbox } from '../../bin/environments';
import type { EnvironmentInput, ProjectInput, ServiceInput } from '../../lib/config/types';

const HTTPS = {
  domainName: 'shop.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
};

/** The sandbox with its toolchain, its environment and its services, by name, changed. */
function changed(
  toolchain: Partial<ProjectInput['toolchain']>,
  environment: Partial<EnvironmentInput>,
  services: Readonly<Record<string, Partial<ServiceInput>>> = {},
): ProjectInput {
  return {
    ...sandbox,
    toolchain: { ...sandbox.toolchain, ...toolchain },
    environments: sandbox.environments.map((one) => ({
      ...one,
      ...environment,
      services: one.services.map((service) => ({ ...service, ...services[service.name] })),
    })),
  };
}

/**
 * The sandbox as it ships and after changes of its settings, several in each, because each takes seconds to synthesize. All
 * together they have every kind of choice.
 */
export const CHANGED_PROJECTS: ReadonlyMap<string, ProjectInput> = new Map([
  ['as it ships', sandbox],
  [
    'gateways, a connection to be made, no traces, a probe, HTTPS, ECS as the mover',
    changed(
      { source: { kind: 'connection', owner: 'team', repository: 'shop' }, keepImages: 20 },
      { egress: { kind: 'nat-gateways' }, tracing: { enabled: false }, probe: {}, approval: true },
      {
        storefront: {
          https: HTTPS,
          delivery: { kind: 'linear', percent: 10, intervalMinutes: 5, controller: 'ecs' },
        },
      },
    ),
  ],
  [
    'a public catalog, all of tracing, people who hear of things, larger tasks, nothing disposable',
    changed(
      {
        disposable: false,
        logRetentionDays: 90,
        notifications: {
          emails: ['team@example.com'],
          slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
        },
        onCall: { pages: ['night@example.com'] },
      },
      {
        disposable: false,
        tracing: { applicationSignals: true, transactionSearch: {} },
        onCall: { pages: ['night@example.com'], warnings: ['day@example.com'] },
        changeWindow: { cron: '* * 9-15 ? * MON-THU *', timeZone: 'Europe/Berlin' },
        logRetentionDays: 30,
      },
      {
        catalog: { exposure: 'public', cpu: 512, memoryMiB: 1024 },
        storefront: { architecture: 'x86_64', calls: [] },
      },
    ),
  ],
  [
    'an internal storefront, a connection that exists, a rolling update',
    changed(
      {
        source: {
          kind: 'connection',
          owner: 'team',
          repository: 'shop',
          connectionArn: 'arn:aws:codestar-connections:us-east-1:111122223333:connection/0123',
        },
      },
      { egress: { kind: 'nat-gateways', gateways: 1 } },
      { storefront: { exposure: 'internal', delivery: { kind: 'rolling' } } },
    ),
  ],
]);
