/** Takes an unknown value and returns a frozen, typed config, or all problems at once, each with its path. */
import { reportUnavailable } from './availability.ts'
import { settleDisabled, fillFromEnvironment, type Environment } from './environment.ts'
import { freeze, type Frozen } from './frozen.ts'
import { places } from './places.ts'
import type { Problem } from './problem.ts'
import { checkReferences } from './references.ts'
import type { NodeConfig } from './schema/node.ts'
import { checkShape } from './shape.ts'
import { readTree } from './tree.ts'

/** A config that was checked: defaults filled in, dictionaries as Maps, secrets and ports from the environment. */
export type CrossbarConfig = Frozen<NodeConfig>

/** The config, unless there is an error among the problems. */
export interface Checked {
  readonly config: CrossbarConfig | undefined
  readonly problems: readonly Problem[]
}

/** Checks a config. Never throws, whatever the value is. A problem never shows a secret. */
export function checkConfig(raw: unknown, environment: Environment = {}): Checked {
  const { tree, problems: unreadable } = readTree(raw)
  const found = places(tree)
  const disabled = settleDisabled(found, environment)
  const used = found.filter(({ worker }) => worker === undefined || !disabled.has(worker))

  const unset = fillFromEnvironment(used, environment)
  const { config, problems: misshapen } = checkShape(tree)
  const refused = new Set(unreadable.map(({ path }) => path))
  const problems = inOrder([
    ...unreadable,
    ...misshapen.filter(({ path }) => !refused.has(path)),
    ...unset,
    ...reportUnavailable(used),
    ...checkReferences(used),
  ])
  const isUsable = config !== undefined && !problems.some(({ severity }) => severity === 'error')
  if (!isUsable) return { config: undefined, problems }
  const checked = freeze(config)
  accepted.add(checked)
  return { config: checked, problems }
}

const accepted = new WeakSet<object>()

/** True for what {@link checkConfig} has accepted: it is not checked again. */
export const isChecked = (config: unknown): config is CrossbarConfig =>
  typeof config === 'object' && config !== null && accepted.has(config)

/** Sorted by path, so that the problems of one place stand together. */
const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((one, other) => one.path.localeCompare(other.path, 'en', { numeric: true }))
