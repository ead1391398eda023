import fc from 'fast-check';
import { escapeHtml } from '../../../app/shared/escape-html';
import { table } from '../../../rehearsal/report/html';

test.each([
  ['<script>alert("x")</script>', '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;'],
  [`it's a & b`, 'it&#39;s a &amp; b'],
  ['&lt;', '&amp;lt;'],
  ['plain', 'plain'],
])('%s is escaped', (text, escaped) => expect(escapeHtml(text)).toBe(escaped));

test('whatever a text has, it neither opens a tag nor ends an attribute, and nothing is lost', () => {
  const entities = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  const unescape = (html: string): string =>
    html.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: keyof typeof entities) => entities[name]);
  const text = fc.string({ unit: fc.constantFrom(...`<>&"';a #39lt`) });
  fc.assert(
    fc.property(text, (raw) => {
      const escaped = escapeHtml(raw);
      expect(escaped).not.toMatch(/[<>"']/);
      expect(unescape(escaped)).toBe(raw);
    }),
  );
});

test('a table has its headings and escapes every cell', () => {
  expect(table(['time', 'a & b'], [['00:01', '<b>']], 'none')).toBe(
    '<div class="scroll"><table><thead><tr><th scope="col">time</th><th scope="col">a &amp; b</th></tr></thead>' +
      '<tbody><tr><td>00:01</td><td>&lt;b&gt;</td></tr></tbody></table></div>',
  );
});

test('a column that is empty in every row is left out, one that is empty in some is kept', () => {
  const html = table(
    ['time', 'alarm', 'state', 'reason'],
    [
      ['', 'errors', 'OK', ''],
      ['', 'latency', '', ''],
    ],
    'none',
  );
  expect(html.match(/<th scope="col">(\w+)/g)).toEqual(['<th scope="col">alarm', '<th scope="col">state']);
  expect(html).toContain('<tr><td>latency</td><td></td></tr>');
});

test('a table without rows is its fallback sentence', () => {
  expect(table(['time'], [], 'No <hook> ran.')).toBe('<p class="quiet">No &lt;hook&gt; ran.</p>');
});
