/**
 * Runs the learner's code in the page's global scope, and returns the value of its last expression, as the browser's
 * console does. This is the only place where text becomes code. The page's policy allows only the evaluation of text
 * from `learner-code`; that trusted-types policy is made once, and no other file can use it.
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

/** `name` is the name of the code in stack traces. An error of the code is thrown. */
export function evaluate(code: string, name: string): unknown {
  const source = policy.createScript(`${code}\n//# sourceURL=${name}`)
  return indirectEval(source as string)
}
