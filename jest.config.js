/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // The longest suites wait for processes and for time to pass, so every processor takes its share.
  maxWorkers: '100%',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/build'],
};
