/** The TURN server for calls, if there is one. */
import type { Environment } from './environment.ts'

export interface TurnSettings {
  /** `turn:` or `turns:`. */
  readonly urls: readonly string[]
  /** Shared with the TURN server. */
  readonly secret: string
  /** How long credentials are valid. */
  readonly lifeMs: number
  /** True: pages use no direct way, and do not learn each other's addresses. */
  readonly isOnly: boolean
}

const SECOND_MS = 1_000
const HOUR_S = 3_600
const SHORTEST_SECRET = 16

/** Undefined without `TURN_URL`. */
export function readTurnSettings(environment: Environment): TurnSettings | undefined {
  const urls = (environment.optional('TURN_URL') ?? '').split(/[\s,]+/).filter(Boolean)
  const secret = environment.optional('TURN_SECRET') ?? ''
  const lifeMs = SECOND_MS * environment.wholeNumber('TURN_SECONDS', { default: HOUR_S, min: 60, max: HOUR_S })
  const isOnly = environment.oneOf('TURN_ONLY', ['no', 'yes']) === 'yes'
  if (urls.length === 0) {
    if (isOnly) environment.problem('TURN_ONLY', 'needs a TURN server: set TURN_URL and TURN_SECRET')
    return undefined
  }
  const wrong = urls.find((url) => !/^turns?:[^\s/]+$/.test(url))
  if (wrong !== undefined) environment.problem('TURN_URL', `must be like turn:turn.example.org:3478, not '${wrong}'`)
  if (secret.length < SHORTEST_SECRET)
    environment.problem(
      'TURN_SECRET',
      `must be the secret of the TURN server, of at least ${SHORTEST_SECRET} characters`,
    )
  return { urls, secret, lifeMs, isOnly }
}
