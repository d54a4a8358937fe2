/** The router for the client suite, and the suite as one script. */
import { build } from 'esbuild'
import { fileURLToPath } from 'node:url'
import { AUTH, startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PUBLIC_KEY = '1adfc8bfe1d35616e64dffbd900096f23b066f914c8c2ffbb66f6075b96e116d'

export const startSuiteRouter = (): Promise<RunningRouter> =>
  startRouter({
    auth: {
      ...AUTH,
      cryptosign: { type: 'static', principals: { signer: { authorized_keys: [PUBLIC_KEY], role: 'guest' } } },
    },
  })

/** `browser`: one script with everything, which sets `suite`. `node`: a module that imports the packages by name. */
export async function suiteScript(platform: 'browser' | 'node'): Promise<string> {
  const isBrowser = platform === 'browser'
  const { outputFiles } = await build({
    entryPoints: ['test/client/suite.ts'],
    absWorkingDir: root,
    bundle: true,
    platform,
    target: 'es2022',
    format: isBrowser ? 'iife' : 'esm',
    ...(isBrowser ? { globalName: 'suite' } : { packages: 'external' as const }),
    write: false,
  })
  return outputFiles[0]?.text ?? ''
}
