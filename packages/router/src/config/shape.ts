/** Checks a tree against the schema. */
import { Explainer, type Surplus } from './explain.ts'
import type { Problem } from './problem.ts'
import { node, type NodeConfig } from './schema/node.ts'

/** The config as the schema reads it (absent after an error), and all problems that the schema finds. */
export interface Shaped {
  readonly config: NodeConfig | undefined
  readonly problems: readonly Problem[]
}

/** Reads the tree by the schema. Unknown keys that Crossbar accepts are taken out of it. */
export function checkShape(tree: unknown): Shaped {
  const first = parse(tree)
  if (first.surplus.length === 0) return first
  for (const { holder, key } of first.surplus) Reflect.deleteProperty(holder, key)
  const { config, problems } = parse(tree)
  // the second reading repeats the errors of the first, and runs rules that did not run because of unknown keys
  return {
    config,
    problems: [...first.problems.filter(({ severity }) => severity === 'warning'), ...problems],
  }
}

function parse(tree: unknown): Shaped & { readonly surplus: readonly Surplus[] } {
  const explainer = new Explainer()
  const result = node.safeParse(tree, { error: explainer.remember, reportInput: true })
  if (result.success) return { config: result.data, problems: [], surplus: [] }
  return {
    config: undefined,
    problems: explainer.explain(result.error.issues),
    surplus: explainer.surplus,
  }
}
