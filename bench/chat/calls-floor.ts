/**
 * Runs in two pages of one browser: calls with the chat's own code, whose signals go from page to page within the
 * browser. It is the floor for calls that are signalled by the router.
 */
import { Desk } from '../../apps/chat/web/calls/desk.ts'
import { Devices } from '../../apps/chat/web/calls/media.ts'
import { Peer } from '../../apps/chat/web/calls/peer.ts'
import type { Party, Signal } from '../../apps/chat/web/calls/signal.ts'

interface Message {
  readonly to: number
  readonly from: Party
  readonly signal: Signal
}

const PARTIES: readonly Party[] = [
  { session: 1, name: 'floor one' },
  { session: 2, name: 'floor two' },
]

/** `index`: 0 or 1. */
function floorDesk(index: number): Desk {
  const me = PARTIES[index] as Party
  const channel = new BroadcastChannel('signals')
  const peers = new Set<Peer>()
  const videos = document.createElement('div')
  document.body.append(videos)
  const devices = new Devices({
    name: () => me.name,
    onChange: () => peers.forEach((peer) => peer.send(devices.tracks, devices.showing)),
  })
  const send = (to: number, signal: Signal): void => channel.postMessage({ to, from: me, signal } satisfies Message)
  const desk: Desk = new Desk({
    me: () => me,
    now: () => performance.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    newId: () => `${performance.now()}`,
    ring: async ({ name, call, media }) =>
      send(PARTIES.find((party) => party.name === name)?.session ?? 0, { kind: 'ring', call, media }),
    send: (_thread, to, signal) => send(to, signal),
    connect: ({ offers }, ears) => {
      const peer = new Peer({
        ...{ offers, ears, ice: () => ({ iceServers: [] }), tracks: devices.tracks, showing: devices.showing },
        onProblem: (problem) => console.log(problem),
        onChange: () => {},
      })
      const video = document.createElement('video')
      Object.assign(video, { srcObject: peer.stream, muted: true, autoplay: true })
      videos.replaceChildren(video)
      peers.add(peer)
      return peer
    },
    devices: (media) => (media === undefined ? devices.close() : void devices.open(media)),
    changed: ({ phase }) => {
      if (phase === 'idle') peers.clear()
    },
    tell: (problem) => console.log(problem),
  })
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.to === me.session) desk.hear('floor', data.from, data.signal)
  })
  return desk
}

Object.assign(globalThis, { floorDesk })
