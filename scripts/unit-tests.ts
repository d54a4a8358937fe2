/** Where unit tests lie: beside what they test. */
export const UNIT_TESTS: readonly string[] = [
  'packages/**/*.test.ts',
  'apps/**/*.test.ts',
  'site/**/*.test.ts',
  'scripts/**/*.test.ts',
]
