/** The users by their sessions, and back. */
export class Sessions {
  #names = new Map<number, string>()
  readonly #sessions = new Map<string, Set<number>>()

  joined(session: number, user: string): void {
    this.left(session)
    this.#names.set(session, user)
    const sessions = this.#sessions.get(user)
    if (sessions === undefined) this.#sessions.set(user, new Set([session]))
    else sessions.add(session)
  }

  left(session: number): void {
    const user = this.#names.get(session)
    if (user === undefined) return
    this.#names.delete(session)
    const sessions = this.#sessions.get(user)
    sessions?.delete(session)
    if (sessions?.size === 0) this.#sessions.delete(user)
  }

  nameOf(session: number): string | undefined {
    return this.#names.get(session)
  }

  of(user: string): readonly number[] {
    return [...(this.#sessions.get(user) ?? [])]
  }

  users(): readonly string[] {
    return [...this.#sessions.keys()]
  }

  get size(): number {
    return this.#names.size
  }

  clear(): void {
    this.#names.clear()
    this.#sessions.clear()
  }
}
