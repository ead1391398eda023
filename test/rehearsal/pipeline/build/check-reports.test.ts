import { checkReports } from '../../../../rehearsal/pipeline/build/check-reports';
import { temporaryDirectory } from '../temporary';

const JUNIT =
  '<?xml version="1.0"?>\n<testsuites><testsuite><testcase name="a"/><testcase name="b"></testcase></testsuite></testsuites>\n';

describe('checkReports', () => {
  it('counts files and test cases of a good report', () => {
    const directory = temporaryDirectory({ 'reports/junit.xml': JUNIT });
    const spec = { unit: { files: ['junit.xml'], 'base-directory': 'reports', 'file-format': 'JUNITXML' } };
    expect(checkReports(directory, spec)).toEqual([{ name: 'unit', files: 1, testCases: 2, problems: [] }]);
  });

  it('adds up the files of several patterns, each once', () => {
    const directory = temporaryDirectory({ 'a.xml': JUNIT, 'sub/b.xml': JUNIT });
    const spec = { unit: { files: ['**/*.xml', 'a.xml'] } };
    expect(checkReports(directory, spec)).toEqual([{ name: 'unit', files: 2, testCases: 4, problems: [] }]);
  });

  it.each([
    ['cloverxml', '<coverage clover="4"></coverage>', []],
    ['COBERTURAXML', '<coverage line-rate="1">\n</coverage>\n', []],
    ['JACOCOXML', '<report name="x"></report>', []],
    ['JACOCOXML', '<coverage></coverage>', ['r is not JACOCOXML']],
    ['JUNITXML', '<testsuites name="x"/>', []],
    ['JUNITXML', '<testsuite tests="0"></testsuite>', []],
    ['SIMPLECOV', '{}', []],
    ['SIMPLECOV', ' \n', ['r is not SIMPLECOV']],
  ])('knows %s by its content %j', (format, content, problems) => {
    const spec = { unit: { files: 'r', 'file-format': format } };
    expect(checkReports(temporaryDirectory({ r: content }), spec)[0]?.problems).toEqual(problems);
  });

  it.each([
    ['a report without a file', { files: ['*.xml'], 'base-directory': 'none' }, 'no file matches *.xml'],
    ['a file that is cut off', { files: 'cut.xml' }, 'cut.xml is not JUNITXML'],
    [
      'a file of another format',
      { files: 'junit.xml', 'file-format': 'CLOVERXML' },
      'junit.xml is not CLOVERXML',
    ],
  ])('says what is wrong with %s', (_what, spec, problem) => {
    const directory = temporaryDirectory({ 'cut.xml': JUNIT.slice(0, 60), 'junit.xml': JUNIT });
    expect(checkReports(directory, { unit: spec })[0]?.problems).toEqual([problem]);
  });
});
