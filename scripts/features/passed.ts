/**
 * The tests that passed in a test run. As a reporter of `node --test` this module writes them down, a line of JSON for
 * each; `scripts/test.ts` reads them when it writes docs/features.md.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { FILES } from './feature.ts'
import type { Shown } from './feature.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface TestEvent {
  readonly type: string
  readonly data: {
    readonly name?: string
    readonly file?: string
    readonly skip?: unknown
    readonly todo?: unknown
  }
}

/** The reporter. A test that is skipped, or to do, has not passed. */
// oxlint-disable-next-line no-default-export -- Node takes a reporter from the default export
export default async function* (events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    const { name, file, skip, todo } = data
    if (type === 'test:pass' && file !== undefined && skip === undefined && todo === undefined)
      yield `${JSON.stringify([file, name])}\n`
  }
}

/** The options of `node --test` that also write the tests which pass to a file. */
export const reportedTo = (file: string): readonly string[] => [
  ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
  ...[`--test-reporter=${fileURLToPath(import.meta.url)}`, `--test-reporter-destination=${file}`],
]

/** The titles of the tests that passed, by file. */
export type Passed = ReadonlyMap<string, readonly string[]>

/** Reads what the reporter has written. */
export function passedIn(files: readonly string[]): Passed {
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n'))
  const all = lines.map((line) => JSON.parse(line) as readonly [file: string, title: string])
  const byFile = Map.groupBy(all, ([file]) => file.replace(root, ''))
  return new Map([...byFile].map(([file, found]) => [file, found.map(([, title]) => title)]))
}

/** The named tests that did not pass. Where a title depends on the case, one case is enough. */
export const notPassed = (named: readonly Shown[], passed: Passed): readonly Shown[] =>
  named.filter(([file, title]) => {
    const wanted = new RegExp(
      `^${title
        .split(/\$\{[^}]*\}/)
        .map(RegExp.escape)
        .join('.*')}$`,
    )
    return passed.get(FILES[file])?.some((one) => wanted.test(one)) !== true
  })
