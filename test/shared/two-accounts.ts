import type { ProjectInput, ServiceInput } from '../../lib/config/types';

/** Account of the toolchain and of staging. */
export const TOOLS = '111111111111';
/** Account of production. */
export const PRODUCTION = '222222222222';

const services: ServiceInput[] = [
  { name: 'catalog', exposure: 'internal', delivery: { kind: 'rolling' } },
  {
    name: 'storefront',
    exposure: 'public',
    delivery: { kind: 'canary', percent: 10, intervalMinutes: 5 },
    calls: ['catalog'],
  },
];

/** Staging beside the toolchain, production in an account of its own; as small as that can be. */
export const project: ProjectInput = {
  project: 'shop',
  toolchain: { region: 'eu-central-1', account: TOOLS },
  environments: [
    { name: 'staging', region: 'eu-central-1', account: TOOLS, egress: { kind: 'nat-instance' }, services },
    {
      name: 'production',
      region: 'eu-central-1',
      account: PRODUCTION,
      egress: { kind: 'nat-instance' },
      services,
    },
  ],
};
