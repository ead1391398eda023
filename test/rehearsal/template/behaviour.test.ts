import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverageSection } from './coverage-section';

test('BEHAVIOUR.md lists what the coverage tables say', () => {
  const document = readFileSync(join(__dirname, '../../../rehearsal/BEHAVIOUR.md'), 'utf8');

  expect(document).toContain(coverageSection());
});
