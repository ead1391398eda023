import { isPlatformPath, isProbe } from '../../../app/shared/platform-paths';

test.each([
  ['/health', true, true],
  ['/ready?at=1', true, true],
  ['/api/version', false, true],
  ['/api/version?at=1', false, true],
  ['/healthy', false, false],
  ['/', false, false],
  ['/?next=/health', false, false],
])('%s is a probe: %p, a platform path: %p', (url, probe, platform) => {
  expect([isProbe(url), isPlatformPath(url)]).toEqual([probe, platform]);
});
