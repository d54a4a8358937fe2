/** People of the chat who call each other. */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { Person } from './chat-people.ts'
import type { Stage } from './workshop-tests.ts'

/** Counts what a page opens and closes, from outside: connections, tracks of devices, decoded frames. */
const COUNTING = `{
  const connections = new Set()
  const tracks = new Set()
  globalThis.counted = {
    connections: () => [...connections].filter((one) => one.connectionState !== 'closed').length,
    opened: () => tracks.size,
    /** As if the devices were pulled out. */
    unplug() {
      for (const one of tracks) {
        one.stop()
        one.dispatchEvent(new Event('ended'))
      }
    },
    devices: () => [...tracks].filter((one) => one.readyState === 'live').length,
    states: () => [...connections].map((one) => one.connectionState + ' ' + one.signalingState),
    sdp: () => [...connections].map((one) => one.localDescription?.sdp).join(),
    /** The kinds of the addresses in use. */
    async ways() {
      const ways = []
      for (const one of connections) {
        const reports = [...(await one.getStats()).values()]
        const transport = reports.find(({ type }) => type === 'transport')
        const pair = reports.find(({ id }) => id === transport?.selectedCandidatePairId)
        ways.push(reports.find(({ id }) => id === pair?.localCandidateId)?.candidateType)
      }
      return ways
    },
    async frames() {
      let frames = 0
      for (const one of connections) {
        if (one.connectionState === 'closed') continue
        for (const report of (await one.getStats()).values())
          if (report.type === 'inbound-rtp' && report.kind === 'video') frames += report.framesDecoded
      }
      return frames
    },
  }
  const Original = globalThis.RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Original {
    constructor(...args) {
      super(...args)
      connections.add(this)
    }
  }
  counted.sockets = new Set()
  const Socket = globalThis.WebSocket
  globalThis.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args)
      counted.sockets.add(this)
    }
  }
  for (const name of ['getUserMedia', 'getDisplayMedia']) {
    const original = navigator.mediaDevices?.[name].bind(navigator.mediaDevices)
    if (original === undefined) continue
    navigator.mediaDevices[name] = async (...args) => {
      const stream = await original(...args)
      for (const track of stream.getTracks()) tracks.add(track)
      return stream
    }
  }
}`

export interface CallerOptions extends BrowserContextOptions {
  /** Runs in each page before its own scripts. */
  readonly before?: string
}

/** A person with a camera and a microphone. */
export class Caller {
  readonly person: Person
  readonly page: Page

  private constructor(person: Person, page: Page) {
    this.person = person
    this.page = page
  }

  static async come(stage: Stage, name: string, { before = '', ...options }: CallerOptions = {}): Promise<Caller> {
    const person = await Person.come(stage, name, {
      ...{ permissions: ['camera', 'microphone'] },
      ...options,
      before: COUNTING + before,
    })
    return new Caller(person, person.page)
  }

  /** Two people in a thread of their own. */
  static async pair(stage: Stage, one: string, other: string): Promise<[Caller, Caller]> {
    const people: [Caller, Caller] = [await Caller.come(stage, one), await Caller.come(stage, other)]
    for (const { person } of people) await person.open(`${one} and ${other}`)
    return people
  }

  /** Two people who talk to each other. */
  static async talking(stage: Stage, one: string, other: string): Promise<[Caller, Caller]> {
    const [caller, callee] = await Caller.pair(stage, one, other)
    await caller.call(other)
    await callee.press('Answer')
    await caller.seesPictureOf(other)
    await callee.seesPictureOf(one)
    return [caller, callee]
  }

  /** Another person in the same browser profile. */
  async beside(stage: Stage, name: string): Promise<Caller> {
    const person = await Person.comeIn(stage, name, this.page.context())
    return new Caller(person, person.page)
  }

  /** Another page of the same person. */
  async elsewhere(title: string): Promise<Caller> {
    const page = await this.page.context().newPage()
    await page.goto(this.page.url())
    const person = this.person.on(page)
    await person.logIn()
    await person.isIn(title)
    return new Caller(person, page)
  }

  async call(name: string): Promise<void> {
    await this.press(`Call ${name}`)
  }

  press(button: string): Promise<void> {
    return this.page.getByRole('button', { name: button, exact: true }).click()
  }

  sees(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor()
  }

  async seesPictureOf(name: string): Promise<void> {
    await this.until(`(document.querySelector('video[aria-label="Picture of ${name}"]')?.videoWidth ?? 0) > 0`)
    await this.decodesMore()
  }

  /** Waits until an expression is true in the page. Its policy forbids what Playwright would do for that. */
  async until(expression: string, ms = 60_000): Promise<void> {
    const end = Date.now() + ms
    while (!(await this.page.evaluate<boolean>(expression))) {
      if (Date.now() > end) throw new Error(`it did not become true at ${this.person.name}’s: ${expression}`)
      await this.page.waitForTimeout(20)
    }
  }

  frames(): Promise<number> {
    return this.page.evaluate<number>('counted.frames()')
  }

  /** Waits until another frame was decoded. */
  async decodesMore(): Promise<void> {
    const before = await this.frames()
    await this.until(`counted.frames().then((now) => now > ${before})`)
  }

  /** No connection is open, and no device. */
  async isQuiet(): Promise<void> {
    await this.until('counted.connections() === 0 && counted.devices() === 0')
  }
}
