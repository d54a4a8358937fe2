/** The part of lesson 7's page that sees connections between browsers: pictures, figures, and what its checks wait for. */
import { button, el } from '../dom.ts'
import type { Entry as Seen, Recorder } from '../frames/recorder.ts'
import { countsOf, ratesOf, type Counts, type Entry } from './figures.ts'
import { tapPeers, type PeerSeen } from './peer-tap.ts'
import { peersPanel, type PeersPanel } from './peers-panel.ts'
import { RingWatch } from './ring-watch.ts'
import { Pictures } from './stage.ts'

const LOOK_EVERY_MS = 1_000

export interface Peers {
  readonly stage: HTMLElement
  readonly panel: PeersPanel
}

/** Undefined for a lesson without calls. `saw` gets what its checks may wait for. */
export function setUpPeers(recorder: Recorder, saw: (seen: PeerSeen) => void): Peers | undefined {
  if (!document.querySelector('#instrument[data-calls]')) return undefined
  const pictures = new Pictures((name) => saw({ facts: { arrived: name } }))
  const tap = tapPeers(saw)
  const panel = peersPanel(tap !== undefined)
  Object.assign(window, { stage: pictures.stage })
  explainCall()
  if (tap === undefined)
    pictures.say(
      'This browser has no WebRTC, or a setting or an extension has switched it off. Signals and texts still go by the router; pictures do not.',
    )
  watchTracks((track) => {
    const source = pictures.sourceOf(track)
    if (source !== undefined) saw({ facts: { shown: source } })
  })
  const sockets = openSockets(recorder)
  const isConnected = (): boolean =>
    [...(tap?.open ?? [])].some(({ connectionState }) => connectionState === 'connected')
  new RingWatch(recorder, isConnected, (trouble) => saw({ facts: {}, trouble }))
  const before = new WeakMap<RTCPeerConnection, Counts>()
  const look = async (): Promise<void> => {
    const shown = await Promise.all(
      [...(tap?.open ?? [])].map(async (connection) => {
        const report = await connection.getStats()
        const counts = countsOf([...(report as unknown as Map<string, Entry>).values()], performance.now())
        const rates = ratesOf(before.get(connection) ?? counts, counts)
        before.set(connection, counts)
        // Again and again: the check at which it was told may be done meanwhile, in another tab.
        if (hasNoAddress(connection)) saw({ facts: {}, trouble: whyNoAddress(connection) })
        return { state: connection.connectionState, counts, rates }
      }),
    )
    panel.show(shown)
    if (!shown.some(({ rates }) => rates.decodedPerSecond > 0)) return
    saw({ facts: { picture: 'moving' } })
    if (sockets() === 0) saw({ facts: { without: 'router' } })
  }
  const turn = (): void => void look().finally(() => setTimeout(turn, LOOK_EVERY_MS))
  turn()
  return { stage: foldable(pictures.element), panel }
}

/** The browser has looked for addresses, and found none to tell the other side. */
function hasNoAddress({ iceGatheringState, connectionState, localDescription }: RTCPeerConnection): boolean {
  const hasLooked = iceGatheringState === 'complete' && connectionState !== 'connected'
  return hasLooked && !/^a=candidate:/m.test(localDescription?.sdp ?? '')
}

const whyNoAddress = (connection: RTCPeerConnection): string =>
  connection.getConfiguration().iceTransportPolicy === 'relay'
    ? 'this page has no address to offer: only relays are allowed, and none has answered'
    : 'this page has no address to offer. Is this machine in any network? One without the Internet is enough'

/** Until the learner's code has made `call`, its name tells what is missing. */
function explainCall(): void {
  Object.defineProperty(window, 'call', {
    configurable: true,
    get() {
      throw new ReferenceError(
        'there is no `call` yet. It comes with call.js, when this page is connected: are the files saved, is the page loaded again, and are you logged in?',
      )
    },
    set: (value: unknown) => Object.defineProperty(window, 'call', { value, writable: true, configurable: true }),
  })
}

/** The pictures take the room of the frames: they can be folded. */
function foldable(pictures: HTMLElement): HTMLElement {
  const fold = button('Pictures', { class: 'quiet', 'aria-expanded': 'true' }, () => {
    const isFolded = pictures.toggleAttribute('hidden')
    fold.setAttribute('aria-expanded', String(!isFolded))
  })
  return el('div', { class: 'stage-frame' }, fold, pictures)
}

/** Calls back with each track that replaces another one in a connection. */
function watchTracks(replaced: (track: MediaStreamTrack) => void): void {
  const Native = window.RTCRtpSender as typeof RTCRtpSender | undefined
  if (Native === undefined) return
  const { replaceTrack } = Native.prototype
  Native.prototype.replaceTrack = async function (track) {
    await replaceTrack.call(this, track)
    if (track !== null) replaced(track)
  }
}

/** How many WebSockets of this page are open. */
function openSockets(recorder: Recorder): () => number {
  const open = new Set<number>()
  recorder.listen((entry: Seen) => {
    if (!('note' in entry)) return
    if (entry.note.what === 'opened') open.add(entry.note.socket)
    else open.delete(entry.note.socket)
  })
  return () => open.size
}
