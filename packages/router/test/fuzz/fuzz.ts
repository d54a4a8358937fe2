/** Random histories of odd messages to a router. fast-check shrinks a history that breaks a rule. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Step } from './arbitrary.ts'
import { histories } from './arbitrary.ts'
import { FuzzedRouter, turn } from './fuzzed-router.ts'
import type { Counted } from './fuzzed-router.ts'

/** How long to look. */
export interface FuzzOptions {
  readonly seed: number
  readonly histories: number
  /** Milliseconds after which no further history begins. */
  readonly mostMs: number
}

/** Throws at the first history that breaks a rule. Returns what the router has sent in all of them. */
export async function fuzzRouter({ seed, histories: numRuns, mostMs }: FuzzOptions): Promise<Counted> {
  const got: Counted = new Map()
  const warnings: Error[] = []
  const warned = (warning: Error): void => void warnings.push(warning)
  process.on('warning', warned)
  await fc.assert(
    fc.asyncProperty(histories, (steps) => played(steps, got)),
    {
      ...{ seed, numRuns, markInterruptAsFailure: false },
      ...(mostMs < Infinity && { interruptAfterTimeLimit: mostMs }),
    },
  )
  await turn()
  process.off('warning', warned)
  assert.deepEqual(warnings, []) // such as that of Node for a timer which is too long
  return got
}

async function played(steps: readonly Step[], got: Counted): Promise<void> {
  const router = new FuzzedRouter(got)
  for (const step of steps) {
    if (step.do === 'turn') await turn()
    else if (step.do === 'cut') router.cut(step.at)
    else if (step.do === 'reload') await router.reload(step.to)
    else if (step.do === 'send oddly') router.sendOdd(step.at, step.wires, step.how)
    else if (step.do === 'log in') router.logIn(step.at, step.wires)
    else router.send(step.at, step.wires)
  }
  await router.end()
}
