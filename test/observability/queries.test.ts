import { buildApp, type Service } from '../../app/shared/build-app';
import { healthPath, LOG_FIELDS, VARIANT_MEMBER } from '../../app/shared/contract';
import { LAST_WORDS, ONE_REQUEST, SAVED_QUERIES, VERSIONS } from '../../lib/observability/queries';
import { recorder, testConfig } from '../app/support';

const probe: Service = {
  name: 'probe',
  register(app) {
    app.get('/products/:id', () => {
      throw new Error('no such luck');
    });
    return undefined;
  },
};

/** Names of all fields that a service really logs, for a request that fails, of a visitor with a variant. */
async function loggedFields(): Promise<Set<string>> {
  const output = recorder();
  const { server } = buildApp(probe, {
    config: testConfig({ RELEASE_VERSION: 'v7', ENVIRONMENT_NAME: 'sandbox' }, 'probe'),
    output,
    image: 'repository@sha256:0abc',
  });
  await server.inject(healthPath('green'));
  await server.inject({ url: '/products/7', headers: { baggage: `${VARIANT_MEMBER}=b` } });
  return new Set(output.lines().flatMap(Object.keys));
}

/** Words of the query language, and of its functions. */
const LANGUAGE = new Set(
  'filter fields stats sort limit by as and like ispresent floor count sum min max pct asc desc'.split(' '),
);

/** Fields of the log that a query reads: every name that is no word of the language and that it has not made itself. */
function fieldsRead(text: string): string[] {
  const made = new Set([...text.matchAll(/ as (\w+)/g)].map(([, name]) => name));
  const bare = text.replaceAll(/"[^"]*"/g, '').replaceAll(/@\w+/g, '');
  const names = bare.match(/[a-z_]\w*/gi) ?? [];
  return [...new Set(names.filter((name) => !LANGUAGE.has(name) && !made.has(name)))];
}

describe('the saved queries', () => {
  it.each(SAVED_QUERIES)('read only what the services log: $name', async ({ text }) => {
    const logged = await loggedFields();
    expect(fieldsRead(text).filter((name) => !logged.has(name))).toEqual([]);
  });

  it('read every field of a request in at least one of them', () => {
    const read = new Set(SAVED_QUERIES.flatMap(({ text }) => fieldsRead(text)));
    expect(Object.values(LOG_FIELDS).filter((name) => !read.has(name))).toEqual([]);
  });

  it.each(SAVED_QUERIES)('have a name and an end: $name', ({ id, name, text }) => {
    expect(id).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(name).toMatch(/^[A-Z][a-z ]+$/);
    expect(text).toMatch(/\n\| limit \d+$/);
  });

  it.each(SAVED_QUERIES)('ask for each value that they need: $name', ({ text, parameters }) => {
    const used = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
    expect(parameters.map(({ name }) => name)).toEqual(used);
  });

  it('only two of them need one', () => {
    expect(SAVED_QUERIES.filter(({ parameters }) => parameters.length > 0)).toEqual([
      ONE_REQUEST,
      LAST_WORDS,
    ]);
  });

  it('sort and compute only by what they have made or what the log has', () => {
    expect(VERSIONS.text).toContain('100 * errors / requests as errorPercent');
    for (const { text } of SAVED_QUERIES) {
      const [, by = ''] = /\| sort (\S+)/.exec(text) ?? [];
      expect([by, text.includes(` as ${by}`) || by === '@timestamp']).toEqual([by, true]);
    }
  });
});
