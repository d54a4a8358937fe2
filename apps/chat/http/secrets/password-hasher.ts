/**
 * Passwords by argon2id (19 MiB, two passes: the figures that OWASP recommends), computed by Node's pool of threads. A
 * few hashes at a time, so that the event loop keeps a processor; the others wait in a bounded queue.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { Refusal } from '../server/refusal.ts'

const MEMORY_KIB = 19_456
const PASSES = 2
const TAG_BYTES = 32
const MAX_WAITING = 256

export interface HasherOptions {
  /** Hashes at the same time. By default all processors but one. */
  readonly parallel?: number
  /** Hashes that may wait for their turn; more are refused. */
  readonly maxWaiting?: number
  /** Called for each hash. */
  readonly onHash?: () => void
}

export class PasswordHasher {
  readonly #parallel: number
  readonly #maxWaiting: number
  readonly #onHash: (() => void) | undefined
  readonly #waiting: (() => void)[] = []
  #running = 0
  /** Compared with when there is no such user, so that it takes the same time. */
  #decoy: Promise<string> | undefined

  constructor({
    parallel = Math.max(1, availableParallelism() - 1),
    maxWaiting = MAX_WAITING,
    onHash,
  }: HasherOptions = {}) {
    this.#maxWaiting = maxWaiting
    this.#onHash = onHash
    this.#parallel = parallel
  }

  /** Hashes that run or wait. */
  get load(): number {
    return this.#running + this.#waiting.length
  }

  /** Returns the hash with its parameters, in PHC's format. Throws a `Refusal` (503) if too many wait. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(16)
    const tag = await this.#inTurn(() => compute(password, salt))
    return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${encode(salt)}$${encode(tag)}`
  }

  /** Takes as long for `undefined`, a user who does not exist, as for a wrong password. */
  async verify(password: string, kept: string | undefined): Promise<boolean> {
    this.#decoy ??= this.hash(randomBytes(12).toString('hex'))
    const decoy = await this.#decoy
    const [salt = '', tag = ''] = (kept ?? decoy).split('$').slice(4)
    const computed = await this.#inTurn(() => compute(password, Buffer.from(salt, 'base64')))
    return timingSafeEqual(computed, Buffer.from(tag, 'base64')) && kept !== undefined
  }

  async #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#running >= this.#parallel) await this.#wait()
    else this.#running++
    try {
      this.#onHash?.()
      return await run()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next() // the place is handed over
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting)
      throw new Refusal(
        503,
        { error: 'Too many people are logging in. Try again in a few seconds.' },
        { 'retry-after': '5' },
      )
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

function compute(password: string, nonce: Buffer): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const message = Buffer.from(password.normalize('NFC'))
  argon2(
    'argon2id',
    { message, nonce, parallelism: 1, tagLength: TAG_BYTES, memory: MEMORY_KIB, passes: PASSES },
    (error, tag) => (error ? reject(error) : resolve(tag)),
  )
  return promise
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
