import type { ProjectInput, ServiceInput } from '../lib/config/types';

const catalog: ServiceInput = {
  name: 'catalog',
  exposure: 'internal',
  delivery: { kind: 'rolling' },
  scaling: { minTasks: 2, maxTasks: 8 },
};

const storefront: ServiceInput = {
  name: 'storefront',
  exposure: 'public',
  delivery: { kind: 'canary', percent: 5, intervalMinutes: 15, bakeMinutes: 60 },
  cpu: 512,
  memoryMiB: 1024,
  scaling: { minTasks: 2, maxTasks: 10, requestsPerMinutePerTask: 1200 },
  rollback: { errorPercent: 1, p99Ms: 500, minRequestsPerMinute: 50 },
  calls: ['catalog'],
};

/**
 * A second configuration: two environments in order. The second one is kept on purpose, with HTTPS and NAT gateways;
 * a person lets releases in, and they begin on working days only.
 * Choose it with `PROJECT_FILE=bin/staging-production.ts`, or start from it in `bin/environments.ts`.
 */
export const project: ProjectInput = {
  project: 'shop',
  toolchain: { region: 'eu-central-1', disposable: false, keepImages: 100, logRetentionDays: 90 },
  environments: [
    {
      name: 'staging',
      region: 'eu-central-1',
      disposable: true,
      egress: { kind: 'nat-instance' },
      logRetentionDays: 14,
      services: [
        { ...catalog, scaling: { minTasks: 1, maxTasks: 2 } },
        { ...storefront, delivery: { kind: 'canary', percent: 10, intervalMinutes: 5 } },
      ],
    },
    {
      name: 'production',
      region: 'eu-central-1',
      cidr: '10.1.0.0/16',
      egress: { kind: 'nat-gateways' },
      approval: true,
      changeWindow: { cron: '* * 9-15 ? * MON-THU *', timeZone: 'Europe/Berlin' },
      logRetentionDays: 365,
      services: [
        catalog,
        {
          ...storefront,
          https: {
            domainName: 'shop.example.com',
            certificateArn:
              'arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
          },
        },
      ],
    },
  ],
};
