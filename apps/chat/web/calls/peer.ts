/**
 * The connection to one other page: sound and picture both ways, a channel for words about the call, and one for the pulse.
 * What is said here goes from page to page; the router never sees it.
 */
import type { Link, LinkEars } from './desk.ts'
import { negotiate } from './negotiation.ts'
import type { Negotiation } from './negotiation.ts'
import { readStats } from './peer-stats.ts'
import type { PeerStats } from './peer-stats.ts'
import { readWord } from './peer-words.ts'
import type { PeerWord, Showing } from './peer-words.ts'
import { Pulse, PULSE } from './pulse.ts'
import type { Negotiable } from './signal.ts'

/** The tracks that this page sends; null sends nothing. */
export interface Tracks {
  readonly audio: MediaStreamTrack | null
  readonly video: MediaStreamTrack | null
}

export interface PeerOptions {
  /** True for the side that makes the first offer. It is the impolite one. */
  readonly offers: boolean
  /** Asked at the beginning, and before each ICE restart. */
  readonly ice: () => RTCConfiguration
  readonly tracks: Tracks
  readonly showing: Showing
  readonly ears: LinkEars
  readonly onProblem: (problem: string) => void
  /** The other side shows something else, or begins to. */
  readonly onChange: () => void
}

export class Peer implements Link {
  readonly connection: RTCPeerConnection
  /** What the other side sends. */
  readonly stream = new MediaStream()
  /** What the other side says that it shows. */
  theirs: Showing = { microphone: true, picture: 'camera' }
  isLost = false
  readonly #options: PeerOptions
  readonly #negotiation: Negotiation
  readonly #pulse: Pulse
  readonly #timer: ReturnType<typeof setInterval>
  readonly #senders = new Map<string, RTCRtpSender>()
  #words: RTCDataChannel | undefined
  #beats: RTCDataChannel | undefined
  #tracks: Tracks
  #showing: Showing
  #received = 0
  #isClosed = false

  constructor(options: PeerOptions) {
    const { offers, ears, onProblem } = options
    this.#options = options
    this.#tracks = options.tracks
    this.#showing = options.showing
    this.connection = new RTCPeerConnection(this.#config())
    this.#pulse = new Pulse({
      silentMs: offers ? PULSE.silentMs : PULSE.patientMs,
      now: () => performance.now(),
      send: (byte) => this.#beats?.readyState === 'open' && this.#beats.send(byte),
      onCut: () => this.#cut(),
      onBack: () => this.#back(),
    })
    this.connection.addEventListener('connectionstatechange', () => this.#changed())
    this.connection.addEventListener('track', ({ track }) => {
      this.stream.addTrack(track)
      options.onChange()
    })
    this.#negotiation = negotiate(this.connection, {
      polite: !offers,
      send: (said) => ears.say(said),
      onProblem,
      // The side that waits has no lines of its own, so that it has nothing to offer: it takes those of the offer.
      onOffer: () => this.#takeLines(),
    })
    if (offers) this.#offerLines()
    this.#timer = setInterval(() => void this.#beat(), PULSE.everyMs)
  }

  hear(signal: Negotiable): void {
    void this.#negotiation.hear(signal)
  }

  again(): void {
    this.#negotiation.again()
  }

  moved(session: number): void {
    this.#say({ kind: 'moved', session })
  }

  /** Sends other tracks: no new negotiation is needed. */
  send(tracks: Tracks, showing: Showing): void {
    this.#tracks = tracks
    this.#showing = showing
    for (const [kind, sender] of this.#senders) this.#put(kind, sender)
    this.#say({ kind: 'showing', ...showing })
  }

  /** Whatever arrives is a sign of life: after a cut the channel needs longer than sound and picture. */
  async #beat(): Promise<void> {
    if (this.connection.connectionState === 'new') return
    const { bytesReceived: received } = await this.stats()
    if (this.#isClosed) return
    if (received > this.#received) this.#pulse.hear('media')
    this.#received = received
    this.#pulse.tick()
  }

  async stats(): Promise<PeerStats> {
    return readStats((await this.connection.getStats()).values())
  }

  close(): void {
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#negotiation.stop()
    this.connection.close()
  }

  /** One path for everything, so that a third of the candidates have to be sent and tried. */
  #config(): RTCConfiguration {
    return { ...this.#options.ice(), bundlePolicy: 'max-bundle' }
  }

  /** Both sides know the numbers of the channels, so that none has to be announced. */
  #openChannels(): void {
    const words = this.connection.createDataChannel('words', { negotiated: true, id: 0 })
    const beats = this.connection.createDataChannel('pulse', {
      ...{ negotiated: true, id: 1, ordered: false, maxRetransmits: 0 },
    })
    words.addEventListener('message', ({ data }) => this.#hearWord(data))
    words.addEventListener('open', () => this.#say({ kind: 'showing', ...this.#showing }))
    words.addEventListener('close', () => this.#isClosed || this.#options.ears.closed())
    beats.addEventListener('message', ({ data }) => this.#pulse.hear(data))
    this.#words = words
    this.#beats = beats
  }

  #offerLines(): void {
    this.#openChannels()
    for (const kind of ['audio', 'video'] as const) {
      const { sender } = this.connection.addTransceiver(kind, { direction: 'sendrecv', streams: [this.stream] })
      this.#senders.set(kind, sender)
      this.#put(kind, sender)
    }
  }

  #takeLines(): void {
    if (this.#words === undefined) this.#openChannels()
    for (const transceiver of this.connection.getTransceivers()) {
      const { kind } = transceiver.receiver.track
      if (this.#senders.has(kind)) continue
      transceiver.direction = 'sendrecv'
      this.#senders.set(kind, transceiver.sender)
      this.#put(kind, transceiver.sender)
    }
  }

  #put(kind: string, sender: RTCRtpSender): void {
    const track = kind === 'audio' ? this.#tracks.audio : this.#tracks.video
    if (sender.track === track) return
    sender.replaceTrack(track).catch((error: unknown) => {
      if (!this.#isClosed) this.#options.onProblem(`The ${kind} cannot be sent: ${String(error)}`)
    })
  }

  #changed(): void {
    const { connectionState } = this.connection
    if (connectionState === 'connected') this.#back()
    if (connectionState === 'failed' || connectionState === 'disconnected') this.#tellLost()
  }

  #cut(): void {
    this.#tellLost()
    this.connection.setConfiguration(this.#config())
    this.#negotiation.restartIce()
  }

  #back(): void {
    this.isLost = false
    this.#options.ears.connected()
    this.#options.onChange()
  }

  #tellLost(): void {
    if (this.isLost) return
    this.isLost = true
    this.#options.ears.lost()
    this.#options.onChange()
  }

  #say(word: PeerWord): void {
    if (this.#words?.readyState === 'open') this.#words.send(JSON.stringify(word))
  }

  #hearWord(data: unknown): void {
    const word = readWord(data)
    if (word === undefined) return
    if (word.kind === 'moved') return this.#options.ears.moved(word.session)
    this.theirs = { microphone: word.microphone, picture: word.picture }
    this.#options.onChange()
  }
}
