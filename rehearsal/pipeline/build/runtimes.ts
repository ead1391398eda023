import type { Buildspec } from './buildspec';

/** Sentences on `runtime-versions`: what the rehearsal runs with instead of what CodeBuild would install. */
export function checkRuntimes(buildspec: Buildspec, running: string = process.versions.node): string[] {
  const wanted = buildspec.phases.install?.['runtime-versions'] ?? {};
  return Object.entries(wanted).map(([runtime, version]) => {
    if (runtime !== 'nodejs') return `The buildspec asks for ${runtime} ${version}; this machine's is used.`;
    const same = running.split('.')[0] === version.split('.')[0];
    return same
      ? `Node.js ${running} runs the build, as the buildspec asks.`
      : `The buildspec asks for Node.js ${version}; this machine's ${running} runs the build.`;
  });
}
