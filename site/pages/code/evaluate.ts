/**
 * Runs what the learner wrote, in the page's global scope and with the value of its last expression, as the browser's
 * console does. This is the only place where text becomes code: the page's policy allows evaluating to nothing but what
 * comes out of `learner-code`, and that policy is made once and not handed out.
 */

interface ScriptPolicy {
  createScript(text: string): unknown
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScript: (text: string) => string }): ScriptPolicy
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes } // not every browser has it
const policy: ScriptPolicy = trustedTypes?.createPolicy('learner-code', { createScript: (text) => text }) ?? {
  createScript: (text) => text,
}

const indirectEval = eval

/** `name` is how the code is called in stack traces; what it throws is thrown on. */
export function evaluate(code: string, name: string): unknown {
  const source = policy.createScript(`${code}\n//# sourceURL=${name}`)
  return indirectEval(source as string)
}
