/** The thread that is open: its messages, who is in it, who is typing, and one's own messages on their way. */
import { batch, computed, signal } from '@preact/signals'
import { Gather } from '../state/gather.ts'
import { arrived, failed, posted, sending, withoutStored } from '../state/outgoing.ts'
import type { Outgoing, OutgoingList } from '../state/outgoing.ts'
import { hereAfter } from '../state/here.ts'
import type { PresenceChange } from '../state/here.ts'
import { Timeline } from '../state/timeline.ts'
import type { Said } from '../state/timeline.ts'
import type { Account } from './account.ts'
import type { Member, Thread } from './app.ts'
import type { Kept } from './kept.ts'
import { Loads } from './loads.ts'
import { newId } from './new-id.ts'
import { mayTryAgain, whyNotSent } from './talk.ts'
import type { Talk } from './talk.ts'
import { Typists } from './typists.ts'

const PAGE = 50
/** After a loss, as many messages as the app gives at once. */
const CATCH_UP = 200
/** Messages are shown at most this often. */
const GATHER_MS = 50
const TELL_TYPING_MS = 2_500

export interface OpenThreadParts {
  readonly account: Account
  readonly kept: Kept
  /** Told of each message of others as it comes. */
  readonly heard: (message: Said) => void
}

export class OpenThread {
  readonly thread: Thread
  readonly timeline = signal(Timeline.empty)
  readonly outgoing = signal<OutgoingList>([])
  readonly here = signal<readonly string[]>([])
  readonly members = signal<readonly Member[]>([])
  readonly typists = new Typists()
  readonly loads = new Loads()
  readonly isRemoved = signal(false)
  /** One's own messages that the timeline does not show yet. */
  readonly onTheWay = computed(() =>
    this.outgoing.value.filter(({ id }) => !this.timeline.value.has(this.#parts.account.name.value, id)),
  )
  readonly #parts: OpenThreadParts
  readonly #gather = new Gather<Said>(GATHER_MS, (messages) => this.#show(messages))
  #toldTyping = 0
  #loads = 0
  #memberLoads = 0
  #talk: Talk | undefined

  constructor(thread: Thread, parts: OpenThreadParts) {
    this.thread = thread
    this.#parts = parts
  }

  /** Subscribes, and loads what is new: at first, and whenever there is a session again. */
  enter(): void {
    const { talk } = this.#parts.account
    if (talk !== undefined && talk !== this.#talk) {
      this.#talk = talk
      talk.enter(this.thread.permalink, {
        said: (message) => this.#gather.add(message),
        presence: (change) => this.#change(change),
        typing: (name) => name === this.#parts.account.name.value || this.typists.begin(name),
        deleted: (author, id) => this.#drop(author, id),
        allDeleted: (author, until) => (this.timeline.value = this.timeline.value.withoutAuthor(author, until)),
        removed: () => {
          if (talk === this.#parts.account.talk) this.isRemoved.value = true
        },
      })
    }
    void this.#load()
    for (const { id, delivery, isFinal } of this.outgoing.value)
      if (delivery === 'failed' && isFinal !== true) void this.retry(id)
  }

  leave(): void {
    if (this.#talk === this.#parts.account.talk) this.#talk?.leave()
    this.#talk = undefined
    this.#gather.stop()
    this.typists.stop()
  }

  async loadOlder(): Promise<void> {
    const { before } = this.timeline.value
    if (before === undefined || this.loads.isLoading.value) return
    await this.loads.run(async () => {
      const page = await this.#parts.account.app.history(this.thread.permalink, { before, limit: PAGE })
      // What was loaded meanwhile may have taken the place of the entries that this page belongs to.
      if (this.timeline.value.before === before)
        this.timeline.value = this.timeline.value.withOlder(page.messages, page.before)
    })
  }

  /** Sends a message. It keeps its id however often it must be sent. */
  async send(text: string): Promise<void> {
    const message = { id: newId(), text, at: Date.now() }
    this.outgoing.value = sending(this.outgoing.value, message)
    await this.#post(message)
  }

  async retry(id: string): Promise<void> {
    const message = this.outgoing.value.find((one) => one.id === id)
    if (message === undefined || message.delivery !== 'failed') return
    this.outgoing.value = sending(this.outgoing.value, message)
    await this.#post(message)
  }

  /** Gives up a message that failed. */
  drop(id: string): void {
    this.outgoing.value = this.outgoing.value.filter((one) => one.id !== id)
  }

  async remove(id: string): Promise<void> {
    await this.loads.run(async () => {
      await this.#parts.account.app.deleteMessage(this.thread.permalink, id)
      this.#drop(this.#parts.account.name.value, id)
    })
  }

  /** Tells the others that the user is writing, now and then. */
  tellTyping(): void {
    const now = Date.now()
    if (now - this.#toldTyping < TELL_TYPING_MS) return
    this.#toldTyping = now
    this.#parts.account.talk?.type(this.thread.permalink)
  }

  /** The history has entries up to `newest`: perhaps also those of one's messages that waited to be stored. */
  async look(newest: number): Promise<void> {
    const isWaiting = this.outgoing.value.some(({ delivery }) => delivery === 'waiting')
    if (isWaiting && newest > this.timeline.value.newestSeq) await this.#load()
  }

  async loadMembers(): Promise<void> {
    const load = ++this.#memberLoads
    await this.loads.run(async () => {
      const members = await this.#parts.account.app.members(this.thread.permalink)
      if (load === this.#memberLoads) this.members.value = members
    })
  }

  async #load(): Promise<void> {
    const { app, talk } = this.#parts.account
    const load = ++this.#loads
    await talk?.entered() // so that no message falls between the history and the first event
    await this.loads.run(async () => {
      const limit = this.timeline.value.isLoaded ? CATCH_UP : PAGE
      const page = await app.history(this.thread.permalink, { limit })
      if (load !== this.#loads) return // a newer answer must not be replaced by an older one
      this.timeline.value = this.timeline.value.withNewest(page.messages, page.before)
      this.#settle()
      const here = (await talk?.here(this.thread.permalink)) ?? []
      if (load === this.#loads) this.here.value = here
    })
    await this.loadMembers()
  }

  #drop(author: string, id: string): void {
    this.timeline.value = this.timeline.value.without(author, id)
    if (author === this.#parts.account.name.value) this.drop(id)
  }

  async #post({ id, text }: Pick<Outgoing, 'id' | 'text'>): Promise<void> {
    try {
      const answer = await this.#parts.account.talk?.post(this.thread.permalink, { id, text })
      batch(() => {
        if (answer !== undefined) this.outgoing.value = posted(this.outgoing.value, id, answer)
        this.#settle()
      })
    } catch (error) {
      this.outgoing.value = failed(this.outgoing.value, id, { why: whyNotSent(error), isFinal: !mayTryAgain(error) })
    }
  }

  #show(messages: readonly Said[]): void {
    const me = this.#parts.account.name.value
    batch(() => {
      const before = this.timeline.value
      this.timeline.value = before.withMessages(messages)
      for (const message of messages) {
        this.typists.end(message.author)
        if (message.author === me) this.outgoing.value = arrived(this.outgoing.value, message.id)
        else if (!before.has(message.author, message.id)) this.#parts.heard(message)
      }
      this.#settle()
    })
  }

  #settle(): void {
    const me = this.#parts.account.name.value
    this.outgoing.value = withoutStored(this.outgoing.value, this.timeline.value.of(me))
    this.#parts.kept.keepRead(this.thread.permalink, this.timeline.value.newestSeq)
  }

  #change(change: PresenceChange): void {
    this.here.value = hereAfter(this.here.value, change)
    for (const name of change.left) this.typists.end(name)
    const known = new Set(this.members.value.map(({ name }) => name))
    if (change.joined.some((name) => !known.has(name))) void this.loadMembers()
  }
}
