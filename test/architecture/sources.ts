/** The files to which the rules apply, below a root: the project, or a copy with a planted violation. */
import { globSync } from 'node:fs'

const GLOBS = [
  'packages/*/src/**/*.{ts,js}',
  'apps/**/*.{ts,js}',
  'site/**/*.ts',
  'lessons/**/*.{ts,js}',
  'bench/**/*.ts',
]

/** Source files below `root`, as paths relative to it, without tests and their fixtures. */
export const sourcesIn = (root: string): readonly string[] =>
  globSync(GLOBS, { cwd: root }).filter(
    (file) =>
      !file.includes('node_modules') &&
      !file.endsWith('.test.ts') &&
      !file.endsWith('.test-d.ts') &&
      !/\/test-[^/]*$/.test(file) &&
      !file.includes('/fixtures/'),
  )
