/** The files of unit tests: each lies beside the file that it tests. */
export const UNIT_TESTS: readonly string[] = [
  'packages/**/*.test.ts',
  'apps/**/*.test.ts',
  'site/**/*.test.ts',
  'scripts/**/*.test.ts',
]

/** The files of tests that cross packages. */
export const CROSSING_TESTS: readonly string[] = [
  'test/support/*.test.ts',
  'test/cli/*.test.ts',
  'test/conformance/*.test.ts',
  'test/attack/*.test.ts',
  'test/chat/*.test.ts',
  'test/client/*.test.ts',
  'test/interop/*.test.ts',
  'test/docs/*.test.ts',
  'test/packages/*.test.ts',
  'bench/**/*.test.ts',
  'test/browser/*.test.ts',
]
