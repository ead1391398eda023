import { problemsOf } from '../../lib/delivery/smoke';
import type { Answer, SmokeCheck } from '../../lib/delivery/smoke';

const IMAGE = '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/storefront@sha256:abc';
const OTHER = '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/storefront@sha256:def';

const page: Answer = { status: 200, contentType: 'text/html; charset=utf-8', body: '<p>Mug</p>', ms: 40 };
const json = (value: unknown, changes: Partial<Answer> = {}): Answer => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(value),
  ms: 12,
  ...changes,
});

it.each<[string, Partial<SmokeCheck>, Answer]>([
  ['status 200 when nothing else is asked', {}, page],
  ['another status that is asked for', { status: 404 }, { ...page, status: 404 }],
  ['a content type with parameters', { contentType: 'text/html' }, page],
  ['a content type in capitals', { contentType: 'text/html' }, { ...page, contentType: 'Text/HTML' }],
  ['text in the body', { contains: 'Mug' }, page],
  ['a field of each kind', { fields: { a: 'text', b: 'number', c: 'list', d: 'object', e: 'filled list' } }, json({ a: 'x', b: 0, c: [], d: {}, e: [0] })], // prettier-ignore
  ['more fields than asked for', { fields: { a: 'number' } }, json({ a: 1, b: 2 })],
  ['the image of the release', { identity: true }, json({ image: IMAGE })],
  ['exactly the time budget', { maxMs: 100 }, { ...page, ms: 100 }],
  ['just the default time budget', {}, { ...page, ms: 2000 }],
])('passes %s', (_, check, answer) => {
  expect(problemsOf({ path: '/', ...check }, answer, IMAGE)).toEqual([]);
});

it.each<[string, Partial<SmokeCheck>, Answer, string[]]>([
  ['another status', {}, { ...page, status: 503 }, ['status 503 instead of 200']],
  ['a redirect', {}, { ...page, status: 302 }, ['status 302 instead of 200']],
  [
    'another content type',
    { contentType: 'application/json' },
    page,
    ['content type text/html instead of application/json'],
  ],
  [
    'no content type',
    { contentType: 'text/html' },
    { ...page, contentType: '' },
    ['content type missing instead of text/html'],
  ],
  ['missing text', { contains: 'Socks' }, page, ['body without "Socks"']],
  ['a missing field', { fields: { products: 'list' } }, json({}), ['field products is not a list']],
  [
    'an empty list',
    { fields: { products: 'filled list' } },
    json({ products: [] }),
    ['field products is not a filled list'],
  ],
  ['an empty text', { fields: { version: 'text' } }, json({ version: '' }), ['field version is not a text']],
  [
    'a text for a number',
    { fields: { price: 'number' } },
    json({ price: '1' }),
    ['field price is not a number'],
  ],
  ['a list for an object', { fields: { a: 'object' } }, json({ a: [] }), ['field a is not an object']],
  ['null for an object', { fields: { a: 'object' } }, json({ a: null }), ['field a is not an object']],
  ['HTML where JSON is asked for', { fields: { a: 'text' } }, page, ['body is not a JSON object']],
  ['a JSON list', { fields: { a: 'text' } }, json([1]), ['body is not a JSON object']],
  ['JSON null', { identity: true }, json(null), ['body is not a JSON object']],
  [
    'the old image',
    { identity: true },
    json({ image: OTHER }),
    [`image ${OTHER} answers instead of ${IMAGE}`],
  ],
  ['no image', { identity: true }, json({ image: '' }), [`image without a name answers instead of ${IMAGE}`]],
  ['a slow answer', { maxMs: 100 }, { ...page, ms: 100.6 }, ['101 ms instead of 100 ms at most']],
  ['more than the default time', {}, { ...page, ms: 2001 }, ['2001 ms instead of 2000 ms at most']],
  [
    'several problems at once',
    { contentType: 'text/html', fields: { a: 'text' }, maxMs: 5 },
    json({}),
    [
      'content type application/json instead of text/html',
      'field a is not a text',
      '12 ms instead of 5 ms at most',
    ],
  ],
])('refuses %s', (_, check, answer, problems) => {
  // prettier-ignore
  expect(problemsOf({ path: '/', ...check }, answer, IMAGE)).toEqual(problems);
});

it('says only the status when that is wrong already', () => {
  const answer = { status: 500, contentType: 'text/plain', body: 'no', ms: 9000 };
  const check = { path: '/', contentType: 'application/json', identity: true };
  expect(problemsOf(check, answer, IMAGE)).toEqual(['status 500 instead of 200']);
});
