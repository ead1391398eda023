import type { ProjectInput, ServiceInput } from '../../lib/config/types';

/** A project with `count` services in one environment: public and internal ones in turns, a public one first. */
export function projectWith(count: number): ProjectInput {
  return {
    project: 'bench',
    toolchain: { region: 'us-east-1' },
    environments: [
      {
        name: 'sandbox',
        region: 'us-east-1',
        disposable: true,
        egress: { kind: 'nat-instance' },
        services: Array.from({ length: count }, (_, index) => service(index + 1)),
      },
    ],
  };
}

function service(number: number): ServiceInput {
  const name = `service-${number}`;
  return number % 2 === 1
    ? { name, exposure: 'public', delivery: { kind: 'canary', percent: 10, intervalMinutes: 5 } }
    : { name, exposure: 'internal', delivery: { kind: 'rolling' } };
}
