/** A request that is answered with a status and a body that say why. */
export type RefusalBody = Readonly<Record<string, string>>

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly statusCode: number
  readonly body: RefusalBody
  readonly headers: Readonly<Record<string, string>>

  constructor(statusCode: number, body: RefusalBody, headers: Readonly<Record<string, string>> = {}) {
    super(`refused with ${statusCode}`)
    this.statusCode = statusCode
    this.body = body
    this.headers = headers
  }
}
