/** The files that the rules are about, below any root: the project, or a copy in which something is planted. */
import { globSync } from 'node:fs'

const GLOBS = [
  'packages/*/src/**/*.{ts,js}',
  'apps/**/*.{ts,js}',
  'site/**/*.ts',
  'lessons/**/*.{ts,js}',
  'bench/**/*.ts',
]

/** Source files below `root`, as paths from there. Tests and what they plant do not count. */
export const sourcesIn = (root: string): readonly string[] =>
  globSync(GLOBS, { cwd: root }).filter(
    (file) =>
      !file.includes('node_modules') &&
      !file.endsWith('.test.ts') &&
      !file.endsWith('.test-d.ts') &&
      !/\/test-[^/]*$/.test(file) &&
      !file.includes('/fixtures/'),
  )
