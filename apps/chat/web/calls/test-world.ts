/** For tests: people with pages, a router and a network between them, all without a browser. Time passes on command. */
import { Desk, RingFailed } from './desk.ts'
import type { Link, LinkEars } from './desk.ts'
import { Opened } from './opened.ts'
import type { Media, Signal } from './signal.ts'
import { TestTime } from './test-connection.ts'

/** A generator of random numbers that can be repeated (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface Said {
  readonly kind: 'description' | 'candidate'
  readonly description?: { readonly type: string; readonly sdp: string }
}

/** A connection that is there when an offer was answered. `sdp` names the two ends. */
class TestLink implements Link {
  readonly page: TestPage
  readonly id: number
  readonly #offers: boolean
  readonly #ears: LinkEars
  #other: TestLink | undefined
  isClosed = false

  constructor(page: TestPage, { offers, ears }: { offers: boolean; ears: LinkEars }) {
    this.page = page
    this.#offers = offers
    this.#ears = ears
    this.id = page.world.add(this)
    if (offers) this.again()
  }

  again(): void {
    if (this.#offers && this.#other === undefined) this.page.world.later(5, () => this.#say('offer'))
  }

  #say(type: 'offer' | 'answer'): void {
    if (!this.isClosed)
      this.#ears.say({ kind: 'description', description: { type, sdp: `${this.id}` } } as Parameters<
        LinkEars['say']
      >[0])
  }

  hear(signal: Said): void {
    const { world } = this.page
    const other = world.link(Number(signal.description?.sdp))
    if (other === undefined || other.isClosed || this.isClosed || world.isBlocked(this.page.name, other.page.name))
      return
    if (signal.description?.type === 'offer' && !this.#offers) return this.#say('answer')
    if (signal.description?.type !== 'answer' || !this.#offers || this.#other !== undefined) return
    this.#join(other)
    other.#join(this)
  }

  #join(other: TestLink): void {
    this.#other = other
    this.page.world.later(20, () => this.isClosed || this.#ears.connected())
  }

  moved(session: number): void {
    this.page.world.later(5, () => this.#other?.isClosed === false && this.#other.#ears.moved(session))
  }

  /** The other side learns it at once, or only that nothing comes any more. */
  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    const { world } = this.page
    const isSeen = world.random() < 0.7
    world.later(isSeen ? 10 : 2_000, () => {
      if (this.#other?.isClosed === false) this.#other.#ears[isSeen ? 'closed' : 'lost']()
    })
  }
}

/** A page of a person. */
export class TestPage {
  readonly world: TestWorld
  readonly name: string
  readonly desk: Desk
  readonly problems: string[] = []
  readonly devices: Opened<Media, object>
  session: number
  isGone = false

  constructor(world: TestWorld, name: string) {
    this.world = world
    this.name = name
    this.session = world.newSession()
    this.devices = new Opened<Media, object>(
      () =>
        new Promise((resolve) => {
          world.cameras++
          world.later(300, () => resolve({}))
        }),
      () => world.cameras--,
    )
    this.desk = new Desk({
      me: () => ({ session: this.session, name }),
      now: () => world.time.now,
      after: world.time.after,
      newId: () => `call ${Math.floor(world.random() * 1e9)}`,
      ring: async (ring) => {
        world.rings++
        if (!world.isUp) throw new RingFailed('unreachable', 'there is no connection')
        for (const page of world.pages)
          if (page.name === ring.name) world.deliver(this, page, { kind: 'ring', call: ring.call, media: ring.media })
      },
      send: (_thread, to, signal) => {
        const page = world.pages.find(({ session }) => session === to)
        if (page !== undefined) world.deliver(this, page, signal)
      },
      connect: (_peer, options) => new TestLink(this, { offers: _peer.offers, ears: options }),
      devices: (media) => {
        if (media === undefined) this.devices.close()
        else void this.devices.want(media)
      },
      changed: () => {},
      tell: (problem) => this.problems.push(problem),
    })
  }

  /** The tab is closed: nothing more is said or heard. */
  leave(links: readonly TestLink[]): void {
    this.isGone = true
    for (const link of links) if (link.page === this) link.close()
    this.devices.close()
  }
}

export class TestWorld {
  readonly time = new TestTime()
  readonly random: () => number
  pages: TestPage[] = []
  isUp = true
  cameras = 0
  rings = 0
  #links: TestLink[] = []
  #sessions = 0
  #life = 0
  readonly #lastArrival = new Map<string, number>()
  readonly #blocked = new Set<string>()

  constructor(seed: number) {
    this.random = seeded(seed)
  }

  page(name: string): TestPage {
    const page = new TestPage(this, name)
    this.pages.push(page)
    return page
  }

  newSession(): number {
    return ++this.#sessions * 7_919 + Math.floor(this.random() * 5_000)
  }

  add(link: TestLink): number {
    this.#links.push(link)
    return this.#links.length - 1
  }

  link(id: number): TestLink | undefined {
    return this.#links[id]
  }

  later(mostMs: number, run: () => unknown): void {
    this.time.after(1 + this.random() * mostMs, () => void run())
  }

  /** No way is found between these two. */
  block(one: string, other: string): void {
    this.#blocked.add([one, other].toSorted().join(' '))
  }

  isBlocked(one: string, other: string): boolean {
    return this.#blocked.has([one, other].toSorted().join(' '))
  }

  /** In order for each two pages; lost if the router ends meanwhile. */
  deliver(from: TestPage, to: TestPage, signal: Signal): void {
    if (!this.isUp || from.isGone) return
    const party = { session: from.session, name: from.name }
    const [life, session] = [this.#life, to.session]
    const way = `${from.session} ${to.session}`
    const at = Math.max(this.time.now + 1 + this.random() * 60, this.#lastArrival.get(way) ?? 0)
    this.#lastArrival.set(way, at)
    const given = structuredClone(signal)
    this.time.after(at - this.time.now, () => {
      if (life === this.#life && to.session === session && !to.isGone) to.desk.hear('tea', party, given)
    })
  }

  restartRouter(): void {
    if (!this.isUp) return
    this.#life++
    this.isUp = false
    this.time.after(200, () => {
      this.isUp = true
      for (const page of this.pages)
        this.later(500, () => {
          if (page.isGone) return
          page.session = this.newSession()
          page.desk.back()
        })
    })
  }

  close(page: TestPage): void {
    page.leave(this.#links)
    this.pages = this.pages.filter((one) => one !== page)
  }

  get openLinks(): number {
    return this.#links.filter(({ isClosed }) => !isClosed).length
  }

  /** Lets time pass, in small pieces, so that promises resolve. */
  async pass(ms: number, pieceMs = 50): Promise<void> {
    for (let passed = 0; passed < ms; passed += pieceMs) {
      this.time.pass(pieceMs)
      for (let turn = 0; turn < 4; turn++) await Promise.resolve()
    }
  }
}
