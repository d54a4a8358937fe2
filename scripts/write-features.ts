/**
 * Writes docs/features.md from the tables in scripts/features. `scripts/test.ts` does so after a run in which every
 * named test has passed; `node scripts/write-features.ts` does so without a run. A test fails when the file is out of
 * date, when a named test does not exist, and when WELCOME, our client's HELLO or the README say otherwise.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ABSENT } from './features/absent.ts'
import { ACCESS } from './features/access.ts'
import { BAD_INPUT } from './features/bad-input.ts'
import { BROKER } from './features/broker.ts'
import { DEALER } from './features/dealer.ts'
import { FILES } from './features/feature.ts'
import type { Feature, Shown } from './features/feature.ts'
import { SHARED } from './features/shared.ts'
import { notPassed } from './features/passed.ts'
import type { Passed } from './features/passed.ts'
import { TRAPS } from './features/traps.ts'

/** The file. */
export const FEATURES_FILE = fileURLToPath(new URL('../docs/features.md', import.meta.url))

/** Everything that is offered. */
export const FEATURES: readonly Feature[] = [...BROKER, ...DEALER, ...SHARED, ...ACCESS]

/** The tests that it names. */
export const NAMED: readonly Shown[] = [...FEATURES, ...TRAPS, ...BAD_INPUT, ...ABSENT].flatMap(
  ({ tests = [] }) => tests,
)

/** Writes it if every named test has passed. Otherwise returns those that have not, and writes nothing. */
export function writeFeatures(passed: Passed): readonly string[] {
  const missing = notPassed(NAMED, passed)
  if (missing.length === 0) writeFileSync(FEATURES_FILE, featuresText())
  return missing.map(shown)
}

/** Its text as it should be. */
export function featuresText(): string {
  return `# Features

Written by the test run (\`bin/test\`) when every test that is named here has passed, from the tables in \`scripts/features\`;
change those. WELCOME, the client's HELLO and the README say the same: a test compares them.

The advanced profile of WAMP v2. Sections are those of the specification. A key such as \`broker.event_retention\` is what the
router announces in \`WELCOME.Details.roles\`; \`callee.call_timeout\` what our client announces in HELLO. The limits are in
[limits.md](limits.md).

## Broker

${BROKER.map(feature).join('\n')}
## Dealer

${DEALER.map(feature).join('\n')}
## Both

${SHARED.map(feature).join('\n')}
## Logins, transports and order

${ACCESS.map(feature).join('\n')}
## Not offered

| feature | section | why | tests |
| --- | --- | --- | --- |
${ABSENT.map(({ name, section, why, tests = [] }) => `| ${name} | *${section}* | ${why} | ${tests.map(shown).join('<br>')} |`).join('\n')}

## What traps and bad input get

| what | tests |
| --- | --- |
${[...TRAPS, ...BAD_INPUT].map(({ what, tests }) => `| ${what} | ${tests.map(shown).join('<br>')} |`).join('\n')}
`
}

const feature = ({ name, section, router, client, options, offered, tests }: Feature): string => `### ${name}

*${section}*. ${announced(router, client)}

- Options: ${options}.
- Our client: ${offered}.
- Tests:
${tests.map((test) => `  - ${shown(test)}`).join('\n')}
`

function announced(router: readonly string[], client: readonly string[]): string {
  const keys = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
  if (router.length === 0) return 'It needs no announcement.'
  const own = client.length === 0 ? '' : `; our client announces ${keys(client)}`
  return `Announced as ${keys(router)}${own}.`
}

/** Where a title depends on the case, an ellipsis stands for it. */
const shown = ([file, title]: Shown): string => `${FILES[file]}: ${title.replaceAll(/\$\{[^}]*\}/g, '…')}`

if (import.meta.main) writeFileSync(FEATURES_FILE, featuresText())
