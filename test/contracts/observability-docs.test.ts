import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SAVED_QUERIES } from '../../lib/observability/queries';

const ROOT = resolve(__dirname, '..', '..');
const read = (file: string): string => readFileSync(resolve(ROOT, file), 'utf8');

/** Titles of everything on the drawn dashboards, which another test holds to the templates. */
const titles = readdirSync(resolve(ROOT, 'docs/dashboards')).flatMap((name) =>
  [...read(`docs/dashboards/${name}`).matchAll(/class="(?:title|heading)"[^>]*>([^<]+)</g)].map(
    ([, title = '']) => title,
  ),
);

describe('the page of the first five minutes', () => {
  const page = read('docs/first-five-minutes.md');
  const named = [...page.matchAll(/\*\*([^*]+)\*\*/g)].map(([, words = '']) => words);

  it('names only what is on a dashboard or among the saved queries', () => {
    const queries = SAVED_QUERIES.map(({ name }) => name);
    expect(named.filter((words) => ![...titles, ...queries].some((one) => one.startsWith(words)))).toEqual(
      [],
    );
    expect(named.length).toBeGreaterThan(8);
  });
});

describe('the page of what can be seen', () => {
  const page = read('docs/observability.md');

  it('has every saved query and no other', () => {
    const [, table = ''] = page.split('| query ');
    const rows = [...table.matchAll(/^\| ([A-Z][A-Za-z ]+?) +\|/gm)].map(([, name]) => name);
    expect(rows).toEqual(SAVED_QUERIES.map(({ name }) => name));
  });

  it('points only to files that are there', () => {
    const paths = [...page.matchAll(/`((?:lib|app)\/[^`]+)`/g)].map(([, path = '']) => path);
    const missing = paths.filter(
      (path) => !existsSync(resolve(ROOT, path.replace('<service>', 'storefront'))),
    );
    expect(missing).toEqual([]);
    expect(paths.length).toBeGreaterThan(5);
  });
});
