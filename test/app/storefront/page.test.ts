import { createHash } from 'node:crypto';
import type { Product } from '../../../app/catalog/products';
import { ShopPage } from '../../../app/storefront/page';
import { versionHue } from '../../../app/storefront/style';

const identity = {
  service: 'storefront',
  version: '1f3c9a2b7d10',
  image: `repository@sha256:${'ab12'.repeat(16)}`,
  environment: 'sandbox',
};

const mug: Product = {
  id: 'mug',
  name: 'Mug',
  description: 'Holds coffee.',
  priceCents: 1490,
  picture: 'mug',
};

const styleOf = (html: string) => /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';

describe('the page of products', () => {
  const html = new ShopPage(identity).products([mug, { ...mug, name: 'Socks', picture: 'no such drawing' }]);

  test('shows every product with its price and a drawing', () => {
    expect(html.match(/class="card"/g)).toHaveLength(2);
    expect(html).toContain('<h2>Mug</h2><p>Holds coffee.</p>');
    expect(html).toContain('<span class="price">€14.90</span>');
    expect(html.match(/class="pic"><svg/g)).toHaveLength(2);
  });

  test('shows the version, the environment and the start of the digest', () => {
    expect(html).toContain('<b>1f3c9a2b7d10</b>');
    expect(html).toContain('<dd>sandbox</dd>');
    expect(html).toContain('<dd>ab12ab12ab12</dd>');
  });

  test('leaves the digest out where there is none', () => {
    expect(new ShopPage({ ...identity, image: '' }).products([mug])).not.toContain('<dt>image</dt>');
  });

  test('loads nothing from elsewhere and runs nothing', () => {
    expect(html).not.toMatch(/<script|<img|<iframe|url\(|@import|\son\w+=|\sstyle=/);
    expect(html.match(/(?:href|src)="(?!data:)[^"]*"/g)).toEqual(['href="/"']);
  });

  test('has a form for each product that orders one of it without a script', () => {
    const forms = html.match(/<form .*?<\/form>/g);
    expect(forms).toHaveLength(2);
    expect(forms?.[0]).toContain('method="post" action="/api/orders"');
    expect(forms?.[0]).toContain('<input type="hidden" name="id" value="mug" />');
    expect(forms?.[0]).toContain('<button class="order" aria-label="Order one Mug">Order</button>');
  });

  test('says so when the shop has nothing to sell yet', () => {
    expect(new ShopPage(identity).products([])).toContain('The shelves are still empty');
  });
});

describe('text from elsewhere', () => {
  const attack = `"><script>alert('x')</script>&`;
  const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;';

  test.each(['name', 'description'] as const)('cannot become markup as the %s of a product', (field) => {
    const html = new ShopPage(identity).products([{ ...mug, [field]: attack }]);
    expect(html).toContain(escaped);
    expect(html).not.toContain('<script');
  });

  test.each(['version', 'environment', 'service'] as const)('cannot become markup as the %s', (field) => {
    const html = new ShopPage({ ...identity, [field]: attack }).products([mug]);
    expect(html).toContain(escaped);
    expect(html).not.toContain('<script');
  });

  test('cannot become markup as the key of a drawing', () => {
    expect(new ShopPage(identity).products([{ ...mug, picture: attack }])).not.toContain('alert');
  });
});

describe('the style', () => {
  test('is the only thing that the headers allow', () => {
    const page = new ShopPage(identity);
    const hash = createHash('sha256')
      .update(styleOf(page.products([mug])))
      .digest('base64');
    expect(page.headers['content-security-policy']).toContain(
      `default-src 'none'; style-src 'sha256-${hash}';`,
    );
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  });

  test('is the same on every page of a version', () => {
    const page = new ShopPage(identity);
    const styles = [page.products([mug]), page.products([]), page.error(404), page.error(500)].map(styleOf);
    expect(new Set(styles).size).toBe(1);
  });

  test('has the colour of its version', () => {
    const other = new ShopPage({ ...identity, version: '8e1d0b66c3fa' });
    expect(styleOf(other.products([mug]))).not.toBe(styleOf(new ShopPage(identity).products([mug])));
    expect(versionHue('1f3c9a2b7d10')).toBe(versionHue('1f3c9a2b7d10'));
  });

  test('spreads versions over the whole circle of colours', () => {
    const hues = Array.from({ length: 360 }, (_, index) => versionHue(`version-${index}`));
    expect(new Set(hues.map((hue) => Math.floor(hue / 60))).size).toBe(6);
    expect(Math.min(...hues)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...hues)).toBeLessThan(360);
  });
});

test.each([
  [400, 'We cannot take this order'],
  [404, 'There is nothing here'],
  [500, 'That did not work'],
  [503, 'The shelves are being restocked'],
])('the page for status %p says: %s', (status, title) => {
  expect(new ShopPage(identity).error(status)).toContain(`<h2>${title}</h2>`);
});
