import { bundleHandlers } from '../lib/shared/bundle-handlers';

// esbuild works in a process of its own, so it starts before the CDK is loaded, which takes longer.
void Promise.all([bundleHandlers(), import('./synthesize.js')]).then(([, { synthesize }]) => synthesize());
