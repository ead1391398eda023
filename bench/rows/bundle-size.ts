import { bundleServices } from '../../scripts/bundle';
import type { Row } from '../row';

/** Size of the largest service as it goes into its image: one file with everything that it needs. */
export const bundleSize: Row = {
  name: 'bundle',
  what: 'bundle of the largest service',
  unit: 'MB',
  goal: { kind: 'at most', value: 2 },
  async measure(workshop) {
    const bundles = await bundleServices([], workshop.directory());
    const detail = bundles
      .map(({ service, bytes }) => `${service} ${(bytes / 1e6).toFixed(2)} MB`)
      .join(', ');
    return { value: Math.max(...bundles.map(({ bytes }) => bytes)) / 1e6, detail };
  },
};
