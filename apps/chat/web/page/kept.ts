/** What survives a reload. Nothing here is secret: other pages of this origin can read it. */

/** Under which names things are kept, for one user. */
export class Kept {
  readonly #user: string

  constructor(user: string) {
    this.#user = user
  }

  draft(thread: string): string {
    return sessionStorage.getItem(this.#key('draft', thread)) ?? ''
  }

  keepDraft(thread: string, text: string): void {
    if (text === '') sessionStorage.removeItem(this.#key('draft', thread))
    else sessionStorage.setItem(this.#key('draft', thread), text)
  }

  /** The place in the history up to which the user has read; 0 for nothing. */
  read(thread: string): number {
    return Number(localStorage.getItem(this.#key('read', thread)) ?? 0)
  }

  keepRead(thread: string, seq: number): void {
    if (seq > this.read(thread)) localStorage.setItem(this.#key('read', thread), String(seq))
  }

  /** The people whose messages the user does not want to see. */
  get blocked(): ReadonlySet<string> {
    try {
      const names: unknown = JSON.parse(localStorage.getItem(this.#key('blocked', '')) ?? '[]')
      return new Set(Array.isArray(names) ? names.map(String) : [])
    } catch {
      return new Set()
    }
  }

  keepBlocked(names: ReadonlySet<string>): void {
    localStorage.setItem(this.#key('blocked', ''), JSON.stringify([...names]))
  }

  #key(what: string, thread: string): string {
    return `wampeter:chat:${what}:${JSON.stringify([this.#user, thread])}`
  }
}
