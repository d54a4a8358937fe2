import { Refusal } from '../server/refusal.ts'
import { networkOf } from '../server/public-door.ts'
import type { Services } from '../services.ts'

export interface PasswordAttempt {
  readonly user: string
  readonly password: string
  /** The client's address. */
  readonly ip: string
}

/** Throws a `Refusal`: 404 for an unknown user, 403 for a wrong password, 429 for an attempt that comes too early. */
export async function checkPassword(services: Services, { user, password, ip }: PasswordAttempt): Promise<void> {
  const { store, passwords, metrics } = services
  await slowing(services, { account: user, ip }, async () => {
    const kept = await store.passwordHash({ user })
    const isRight = await passwords.verify(password, kept)
    metrics.logIns.inc({ outcome: isRight ? 'success' : kept === undefined ? 'unknown_user' : 'wrong_password' })
    if (kept === undefined) throw new Refusal(404, { error: 'There is no user of this name. Register first.' })
    if (!isRight) throw new Refusal(403, { error: 'This password is wrong.' })
  })
}

/** Runs a check that throws a `Refusal` if it fails; failures make the next attempts wait. */
export async function slowing(
  { throttle, metrics }: Services,
  { account, ip }: { readonly account: string; readonly ip: string },
  check: () => Promise<void>,
): Promise<void> {
  const attempt = { account, address: networkOf(ip) }
  await throttle.inTurn(attempt, async () => {
    const waitMs = throttle.waitMs(attempt)
    if (waitMs > 0) {
      metrics.logIns.inc({ outcome: 'slowed' })
      const seconds = Math.ceil(waitMs / 1_000)
      throw new Refusal(
        429,
        { error: `Too many failed attempts. Try again in ${seconds} s.` },
        { 'retry-after': String(seconds) },
      )
    }
    try {
      await check()
    } catch (error) {
      if (error instanceof Refusal && error.statusCode < 500) throttle.failed(attempt)
      throw error
    }
    throttle.succeeded(attempt)
  })
}
