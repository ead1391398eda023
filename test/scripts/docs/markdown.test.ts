import { replaceSection, table } from '../../../scripts/docs/markdown';

describe('table', () => {
  it('aligns its columns', () => {
    expect(table(['a', 'number'], [['long cell', '1']]).split('\n')).toEqual([
      '| a         | number |',
      '| --------- | ------ |',
      '| long cell | 1      |',
    ]);
  });

  it('gives narrow columns the three dashes that Markdown asks for', () => {
    expect(table(['a'], [['b']]).split('\n')[1]).toBe('| --- |');
  });

  it('keeps a bar inside a cell from ending it', () => {
    expect(table(['a'], [['x|y']])).toContain('| x\\|y |');
  });
});

describe('replaceSection', () => {
  const page = 'before\n\n<!-- generated: one -->\nold\n<!-- generated: end -->\n\nafter\n';

  it('replaces what is between the markers and nothing else', () => {
    expect(replaceSection(page, 'one', 'new')).toBe(
      'before\n\n<!-- generated: one -->\n\nnew\n\n<!-- generated: end -->\n\nafter\n',
    );
  });

  it('changes nothing the second time', () => {
    const once = replaceSection(page, 'one', 'new');
    expect(replaceSection(once, 'one', 'new')).toBe(once);
  });

  it('takes the section of that name among several', () => {
    const two = `${page}<!-- generated: two -->\nold\n<!-- generated: end -->\n`;
    const written = replaceSection(two, 'two', 'new');
    expect(written.startsWith(page)).toBe(true);
    expect(written.endsWith('<!-- generated: two -->\n\nnew\n\n<!-- generated: end -->\n')).toBe(true);
  });

  it('keeps signs that mean something in a replacement pattern', () => {
    expect(replaceSection(page, 'one', "$& $' $1")).toContain("\n$& $' $1\n");
  });

  it.each(['<!-- generated: one -->', '<!-- generated: end -->'])('fails when %s is missing', (marker) => {
    expect(() => replaceSection(page.replace(marker, ''), 'one', 'new')).toThrow(
      'the page has no section "one": write <!-- generated: one --> and <!-- generated: end --> where it belongs',
    );
  });
});
