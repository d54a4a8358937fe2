/**
 * Writes docs/features.md from the tables in scripts/features: `node scripts/write-features.ts`. A test fails when the
 * file is out of date, when a named test does not exist, and when WELCOME, our client's HELLO or the README say
 * otherwise.
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
import { TRAPS } from './features/traps.ts'

/** The file. */
export const FEATURES_FILE = fileURLToPath(new URL('../docs/features.md', import.meta.url))

/** Everything that is offered. */
export const FEATURES: readonly Feature[] = [...BROKER, ...DEALER, ...SHARED, ...ACCESS]

/** Its text as it should be. */
export function featuresText(): string {
  return `# Features

Written by \`scripts/write-features.ts\` from the tables in \`scripts/features\`; change those. A test checks that each named
test exists and is run, and that WELCOME, the client's HELLO and the README say the same.

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
