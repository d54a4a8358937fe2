// The calls of a thread.
import { negotiate } from '/assets/calls.js'
import { shareDrawing } from './drawing.js'
import { shareFiles } from './file.js'
import { network, openSignals } from './signals.js'

/** The other pages in the call, by their sessions. */
const peers = new Map()
let picture = stage.testPicture()
let own
let send
const former = [] // the sessions that this page had before

/** Called each time this page has a session: the first one, and each one after the router was away. */
export async function join(session, thread) {
  if (own !== undefined) former.push(own)
  own = session.id
  send = await openSignals(session, thread, hear)
  if (former.length > 0) await send({ kind: 'back', former })
  stage.show('own', picture, `you, session ${own}`)
  console.log(`This page hears the signals of '${thread}' as session ${own}`)
}

/** The most pages in a call, this one included: each sends its picture to each other one by itself. */
const limit = 4

/** Makes a connection to another page, and sends the picture to it. */
function connect({ session, name }) {
  const connection = new RTCPeerConnection(call.ways)
  const peer = { session, name, connection }
  peers.set(session, peer)
  peer.negotiation = negotiate(connection, {
    polite: own < session,
    send: (signal) => send(signal, peer.session),
    onProblem: (problem) => console.error(`The connection to ${name}: ${problem}`),
  })
  peer.sendFile = shareFiles(connection)
  shareDrawing(connection)
  connection.ontrack = ({ streams: [stream] }) => stage.show(peer, stream, `${name}, session ${session}`)
  for (const track of picture.getTracks()) connection.addTrack(track, picture)
  return peer
}

function disconnect(peer) {
  peer.connection.close()
  peers.delete(peer.session)
  stage.drop(peer)
}

/** `from` is the sender, as the router names it. */
async function hear(from, signal) {
  const peer = peers.get(from.session)
  switch (signal.kind) {
    case 'together':
      return call.start()
    case 'ring':
      if (from.session === own || peer !== undefined) return
      if (peers.size >= limit - 1) return send({ kind: 'full' }, from.session)
      connect(from)
      return
    case 'full':
      if (peer !== undefined) disconnect(peer)
      return console.log(`${from.name} is in a call that is full: it has ${limit} pages`)
    case 'back': {
      const known = [...peers.values()].find((one) => signal.former.includes(one.session))
      if (known === undefined || known.name !== from.name) return
      peers.delete(known.session)
      known.session = from.session
      peers.set(from.session, known)
      // The other page may have been back before this one was: it has not heard where this one is.
      if (!signal.isAnswer) await send({ kind: 'back', former, isAnswer: true }, from.session)
      return
    }
    case 'hangup':
      if (peer !== undefined) disconnect(peer)
      return
    case 'description':
      return (peer ?? connect(from)).negotiation.hear(signal)
    case 'candidate':
      return peer?.negotiation.hear(signal)
  }
}

window.call = {
  peers,
  network,
  /** What an RTCPeerConnection is made with. */
  ways: {},
  start: () => send({ kind: 'ring' }),
  /** Looks for new ways to all others. */
  restart() {
    for (const { negotiation } of peers.values()) negotiation.restartIce()
  },
  /** Sends a file to all others. */
  async send(file) {
    const begun = performance.now()
    await Promise.all([...peers.values()].map(({ sendFile }) => sendFile(file)))
    console.log(`${file.name}: ${file.size} bytes are on their way after ${Math.round(performance.now() - begun)} ms`)
  },
  /** Sends another picture. */
  async show(stream) {
    stage.show('own', stream, `you, session ${own}`)
    for (const { connection } of peers.values()) {
      for (const track of stream.getTracks()) {
        const sender = connection.getSenders().find((one) => one.track?.kind === track.kind)
        if (sender === undefined) connection.addTrack(track, stream)
        else await sender.replaceTrack(track)
      }
    }
    for (const track of picture.getTracks()) track.stop()
    picture = stream
    // Unplugged, or ended by the browser's own button: the call goes on.
    picture.getVideoTracks()[0].onended = () => call.show(stage.testPicture())
  },
  /** Lets all pages ring in the same moment. */
  together: () => send({ kind: 'together' }),
  end() {
    for (const peer of [...peers.values()]) {
      send({ kind: 'hangup' }, peer.session)
      disconnect(peer)
    }
  },
}

addEventListener('pagehide', () => call.end())
