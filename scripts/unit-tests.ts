/** The files of unit tests: each lies beside the file that it tests. */
export const UNIT_TESTS: readonly string[] = [
  'packages/**/*.test.ts',
  'apps/**/*.test.ts',
  'site/**/*.test.ts',
  'scripts/**/*.test.ts',
]
