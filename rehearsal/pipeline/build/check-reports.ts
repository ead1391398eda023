import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportSpec } from './buildspec';
import { matchFiles } from './collect-files';

/** A report group after a build: how many files it found and what is wrong with them. */
export interface ReportCheck {
  readonly name: string;
  readonly files: number;
  /** Test cases of JUnit reports. */
  readonly testCases: number;
  readonly problems: readonly string[];
}

/** Looks for the files of every report group and checks that each is of its format. */
export function checkReports(
  sourceDirectory: string,
  reports: Readonly<Record<string, ReportSpec>>,
): ReportCheck[] {
  return Object.entries(reports).map(([name, spec]) => checkReport(sourceDirectory, name, spec));
}

function checkReport(sourceDirectory: string, name: string, spec: ReportSpec): ReportCheck {
  const base = join(sourceDirectory, spec['base-directory'] ?? '.');
  const entries = typeof spec.files === 'string' ? [spec.files] : spec.files;
  const files = existsSync(base) ? [...new Set(entries.flatMap((entry) => matchFiles(base, entry)))] : [];
  if (files.length === 0)
    return { name, files: 0, testCases: 0, problems: [`no file matches ${entries.join(', ')}`] };
  const format = (spec['file-format'] ?? 'JUNITXML').toUpperCase();
  const contents = files.map((file) => ({ file, content: readFileSync(join(base, file), 'utf8') }));
  return {
    name,
    files: files.length,
    testCases: contents.reduce(
      (sum, { content }) => sum + (content.match(/<testcase[\s>]/g)?.length ?? 0),
      0,
    ),
    problems: contents
      .filter(({ content }) => !isFormat(format, content))
      .map(({ file }) => `${file} is not ${format}`),
  };
}

function isFormat(format: string, content: string): boolean {
  const text = content.trim();
  const { opening, closings } = FORMATS[format] ?? { opening: /^./s, closings: [''] };
  return opening.test(text) && closings.some((closing) => text.endsWith(closing));
}

interface Format {
  /** The tag that holds the report. */
  readonly opening: RegExp;
  /** What such a report ends with. */
  readonly closings: readonly string[];
}

const COVERAGE: Format = { opening: /<coverage[\s>]/, closings: ['</coverage>'] };

const FORMATS: Readonly<Record<string, Format>> = {
  JUNITXML: { opening: /<testsuites?[\s>]/, closings: ['</testsuites>', '</testsuite>', '/>'] },
  COBERTURAXML: COVERAGE,
  CLOVERXML: COVERAGE,
  JACOCOXML: { opening: /<report[\s>]/, closings: ['</report>'] },
};
