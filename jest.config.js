/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // The longest suites wait for processes and for time to pass, so every processor takes its share.
  maxWorkers: '100%',
  roots: ['<rootDir>/test'],
  globalSetup: '<rootDir>/test/shared/temporary-directory.ts',
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', {}] },
  // Bundled handlers take the AWS SDK from their runtime.
  modulePaths: ['<rootDir>/node_modules'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/build'],
};
