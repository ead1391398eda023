import { STYLE } from '../../../rehearsal/report/style';

type Colours = Readonly<Record<string, string>>;

const [light = '', dark = ''] = STYLE.split('@media (prefers-color-scheme:dark)');

/** The custom properties of the first rule of some CSS. */
function colours(css: string): Colours {
  const rule = css.slice(css.indexOf(':root'), css.indexOf('}'));
  return Object.fromEntries(
    [...rule.matchAll(/--([\w-]+):([^;}]+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** Relative luminance of `#rgb` or `#rrggbb`, as WCAG 2 defines it. */
function luminance(colour = ''): number {
  const long = colour.length === 4 ? colour.replace(/[\da-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(long.slice(at, at + 2), 16) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string | undefined, other: string | undefined): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** Every text of the style with each ground that it may stand on: its own, else the page and a card. */
function texts(): (readonly [string, string, string])[] {
  const rules = [...STYLE.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', rule = '']) => ({
    selector: selector.trim(),
    colour: /(?:^|;)color:([^;]+)/.exec(rule)?.[1],
    ground: /(?:^|;)background:([^;]+)/.exec(rule)?.[1],
  }));
  const badges = rules.filter(({ selector }) => selector.startsWith('.badge'));
  const onBadge = badges.flatMap(({ colour }) => colour ?? [])[0] ?? '';
  const onTheirs = badges.map(({ selector, ground = '' }) => [selector, onBadge, ground] as const);
  const others = rules
    .filter(({ selector, colour }) => colour !== undefined && !selector.startsWith('.badge'))
    .flatMap(({ selector, colour = '', ground }) =>
      (ground === undefined ? ['var(--page)', 'var(--card)'] : [ground]).map(
        (each) => [selector, colour, each] as const,
      ),
    );
  return [...onTheirs, ...others];
}

test('the badges, links and texts are among what is measured', () => {
  const selectors = texts().map(([selector]) => selector);
  expect(selectors).toEqual(
    expect.arrayContaining(['.badge', '.badge.released', '.badge.rolled-back', 'a', 'body', '.tile.bad b']),
  );
});

test('the dark scheme has a colour of its own for everything', () => {
  expect(Object.keys(colours(dark)).sort()).toEqual(Object.keys(colours(light)).sort());
  for (const [name, value] of Object.entries(colours(dark))) expect(value).not.toBe(colours(light)[name]);
  expect(light).toContain('color-scheme:light dark');
});

describe.each([
  ['light', colours(light)],
  ['dark', colours(dark)],
])('in the %s scheme', (_, scheme) => {
  const resolved = (value: string): string | undefined =>
    /^#[\da-f]+$/.test(value) ? value : scheme[/^var\(--([\w-]+)\)$/.exec(value)?.[1] ?? ''];

  test.each(texts())('the text of %s (%s) can be read on %s', (_selector, colour, ground) => {
    expect(resolved(colour)).toBeDefined();
    expect(resolved(ground)).toBeDefined();
    expect(contrast(resolved(colour), resolved(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['blue', 'green', 'shift'])('the colour %s of a shape stands out from a card', (name) => {
    expect(contrast(scheme[name], scheme['card'])).toBeGreaterThanOrEqual(3);
  });

  test.each(['good', 'step'])('a span of the colour %s differs from its empty lane', (name) => {
    expect(contrast(scheme[name], scheme['rule'])).toBeGreaterThanOrEqual(1.25);
  });
});

test('every variable that a rule uses is defined', () => {
  const used = new Set([...STYLE.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name));
  // These two are numbers that an element brings along.
  for (const number of ['n', 'd']) used.delete(number);
  expect([...used].filter((name = '') => !(name in colours(light)))).toEqual([]);
});
