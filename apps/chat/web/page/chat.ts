/** What the page knows: the account, its threads, the one that is open, and the people who are blocked. */
import { computed, signal } from '@preact/signals'
import type { Said } from '../state/timeline.ts'
import { Account } from './account.ts'
import type { Thread } from './app.ts'
import { Calls } from './calls/calls.ts'
import { Kept } from './kept.ts'
import { OpenThread } from './open-thread.ts'
import type { Settings } from './settings.ts'

/** New memberships and messages in other threads are asked for this often. */
const POLL_MS = 5_000
/** More unread messages than this are shown as this and a plus. */
export const MOST_COUNTED = 50

export class Chat {
  readonly account: Account
  readonly calls: Calls
  readonly threads = signal<readonly Thread[]>([])
  readonly open = signal<OpenThread | undefined>(undefined)
  /** How many messages of each thread the user has not seen, by its permalink. */
  readonly unread = signal<ReadonlyMap<string, number>>(new Map())
  readonly blocked = signal<ReadonlySet<string>>(new Set())
  readonly wantsNotices = signal('Notification' in globalThis && Notification.permission === 'granted')
  readonly unreadInAll = computed(() => [...this.unread.value.values()].reduce((sum, count) => sum + count, 0))
  kept = new Kept('')
  readonly #newest = new Map<string, number>()
  /** Numbers the questions for the threads. The answer to one that was overtaken by a later one is dropped. */
  #asked = 0
  #answered = 0
  /** Each thread that was open: its messages on their way go on. */
  readonly #opened = new Map<string, OpenThread>()

  constructor(settings: Settings) {
    this.account = new Account(settings, { online: () => this.#online(), calls: () => this.calls })
    this.calls = new Calls({
      account: this.account,
      isBlocked: (name) => this.blocked.peek().has(name),
      onRing: (name, thread) => this.#notifyRing(name, thread),
    })
    setInterval(() => document.hidden || void this.refresh(), POLL_MS)
    document.addEventListener('visibilitychange', () => document.hidden || void this.refresh())
    addEventListener('hashchange', () => this.#follow())
    addEventListener('beforeunload', (event) => this.isAnythingUnsent() && event.preventDefault())
    addEventListener('online', () => this.account.talk?.reconnect())
    this.account.name.subscribe((name) => this.#become(name))
  }

  #become(name: string): void {
    this.open.peek()?.leave()
    this.open.value = undefined
    this.threads.value = []
    this.unread.value = new Map()
    this.#newest.clear()
    this.#answered = this.#asked // what is on its way is of another user
    this.#opened.clear()
    this.calls.end()
    this.kept = new Kept(name)
    this.blocked.value = this.kept.blocked
    if (name !== '') void this.refresh()
  }

  #online(): void {
    const { session } = this.account.talk ?? {}
    this.calls.follow(this.threads.peek())
    if (session !== undefined) void this.calls.online(session)
    this.open.peek()?.enter()
    void this.refresh()
  }

  /** Asks for the threads, and counts what is new in those that are not open. */
  async refresh(): Promise<void> {
    if (this.account.name.peek() === '') return
    const number = ++this.#asked
    try {
      const threads = await this.account.app.threads()
      if (number <= this.#answered) return
      this.#answered = number
      this.threads.value = threads
      this.calls.follow(threads)
      this.#follow()
      await Promise.all(threads.map((thread) => this.#count(thread)))
    } catch {
      // The banner tells that the router is away; the next poll asks the app again.
    }
  }

  async #count({ permalink, newest = 0 }: Thread): Promise<void> {
    const open = this.open.peek()
    if (permalink === open?.thread.permalink) {
      void open.look(newest)
      if (!document.hidden) this.kept.keepRead(permalink, newest)
      return this.#setUnread(permalink, 0)
    }
    if (newest === this.#newest.get(permalink)) return
    const { kept } = this
    const read = kept.read(permalink)
    if (newest > read) {
      const { messages } = await this.account.app.history(permalink, { limit: MOST_COUNTED })
      // Meanwhile the thread may have been opened, which reads it, or another user have logged in.
      if (kept !== this.kept || this.open.peek()?.thread.permalink === permalink) return
      const me = this.account.name.peek()
      const shown = this.#opened.get(permalink)?.timeline.peek()
      const isNew = ({ kind, seq, author = '', id = '' }: (typeof messages)[number]): boolean =>
        kind === 'message' &&
        seq > read &&
        author !== me &&
        !this.blocked.peek().has(author) &&
        shown?.has(author, id) !== true
      this.#setUnread(permalink, messages.filter(isNew).length)
    }
    this.#newest.set(permalink, newest)
  }

  #setUnread(permalink: string, count: number): void {
    if ((this.unread.peek().get(permalink) ?? 0) === count) return
    this.unread.value = new Map(this.unread.peek()).set(permalink, count)
  }

  /** Opens the thread of the page's address. */
  #follow(): void {
    const permalink = location.hash.slice(1) // a-z, 0-9 and hyphens
    const now = this.open.peek()
    const thread = this.threads.peek().find((one) => one.permalink === permalink)
    if (thread?.permalink === now?.thread.permalink) return
    if (thread === undefined && now?.thread.permalink === permalink) {
      now.isRemoved.value = true // it stays, with what could not be sent, until the user goes elsewhere
      return
    }
    now?.leave()
    this.open.value = thread && this.#openedOf(thread)
    if (thread !== undefined) this.#setUnread(thread.permalink, 0)
    this.open.peek()?.enter()
  }

  #openedOf(thread: Thread): OpenThread {
    const known = this.#opened.get(thread.permalink)
    if (known !== undefined && !known.isRemoved.peek()) return known
    const { account, kept } = this
    const opened = new OpenThread(thread, { account, kept, heard: (message) => this.#notify(message) })
    this.#opened.set(thread.permalink, opened)
    return opened
  }

  /** True while a message of the user is not stored, in this thread or in any. */
  isAnythingUnsent(permalink?: string): boolean {
    const opened = permalink === undefined ? [...this.#opened.values()] : [this.#opened.get(permalink)]
    return opened.some((one) =>
      one?.outgoing.value.some(({ delivery }) => delivery === 'sending' || delivery === 'failed'),
    )
  }

  /** Makes a thread, or joins an open one, and opens it soon. */
  async makeThread(title: string, isPrivate: boolean): Promise<void> {
    const uri = await this.account.app.makeThread(title, isPrivate)
    location.hash = uri.slice(uri.lastIndexOf('.') + 1)
    void this.refresh() // never rejects
  }

  /** Ends the user's own membership of the thread that is open. */
  async leaveThread(): Promise<void> {
    const thread = this.open.peek()?.thread.permalink
    if (thread === undefined) return
    await this.account.app.endMember(thread, this.account.name.peek())
    location.hash = ''
    await this.refresh()
  }

  setBlocked(name: string, isBlocked: boolean): void {
    const names = new Set(this.blocked.peek())
    if (isBlocked) names.add(name)
    else names.delete(name)
    this.kept.keepBlocked(names)
    this.blocked.value = names
  }

  async askForNotices(): Promise<void> {
    this.wantsNotices.value = (await Notification.requestPermission()) === 'granted'
  }

  #notifyRing(name: string, thread: string): void {
    if (!document.hidden || !this.wantsNotices.peek()) return
    const { title = thread } = this.threads.peek().find(({ permalink }) => permalink === thread) ?? {}
    new Notification(`${name} is calling`, { body: title, tag: `call ${thread}`, requireInteraction: true })
  }

  #notify({ author, text }: Said): void {
    if (!document.hidden || !this.wantsNotices.peek() || this.blocked.peek().has(author)) return
    const { title, permalink } = this.open.peek()?.thread ?? { title: '', permalink: '' }
    new Notification(`${author} · ${title}`, { body: text.slice(0, 200), tag: permalink })
  }
}
