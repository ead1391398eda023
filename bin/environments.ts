import type { ProjectInput } from '../lib/config/types';

/**
 * What this project deploys. A fork edits this file and nothing else to fit its own services.
 * Every knob, with its default, is described in `lib/config/types.ts` and in `docs/configuration.md`.
 */
export const project: ProjectInput = {
  project: 'devops-on-aws',
  toolchain: { region: 'us-east-1' },
  environments: [
    {
      name: 'sandbox',
      region: 'us-east-1',
      disposable: true,
      egress: { kind: 'nat-instance' },
      logRetentionDays: 7,
      services: [
        {
          name: 'catalog',
          exposure: 'internal',
          delivery: { kind: 'rolling' },
        },
        {
          name: 'storefront',
          exposure: 'public',
          delivery: { kind: 'canary', percent: 10, intervalMinutes: 5, bakeMinutes: 5 },
          calls: ['catalog'],
        },
      ],
    },
  ],
};
