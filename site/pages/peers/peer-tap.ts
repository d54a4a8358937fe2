/**
 * Replaces the browser's RTCPeerConnection before the learner's code makes its first connection, and reports what
 * happens to each. The replacement behaves like the original: same class, same events, same errors.
 */

/** One thing that happened. A check of the kind PEER waits for facts of this shape. */
export interface PeerSeen {
  readonly facts: Readonly<Record<string, string>>
  /** What went wrong, where it did. */
  readonly trouble?: string
}

/** The names of all facts. */
export const PEER_FACTS = [
  'state',
  'peers',
  'picture',
  'without',
  'shown',
  'received',
  'arrived',
  'restart',
  'error',
] as const

export interface PeerTap {
  /** The connections that are not closed, oldest first. */
  readonly open: ReadonlySet<RTCPeerConnection>
}

/** Undefined where the browser has no WebRTC. */
export function tapPeers(saw: (seen: PeerSeen) => void): PeerTap | undefined {
  const Native = window.RTCPeerConnection as typeof RTCPeerConnection | undefined
  if (Native === undefined) return undefined
  const open = new Set<RTCPeerConnection>()
  const count = (): number => [...open].filter(({ connectionState }) => connectionState === 'connected').length

  /** Reports a failure, and leaves it to the caller as it was. */
  const watched = <Value>(promise: Promise<Value>): Promise<Value> => {
    promise.catch((error: unknown) => {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      saw({ facts: { error: name }, trouble: `the browser refused: \`${name}\`: ${message}` })
    })
    return promise
  }

  window.RTCPeerConnection = class RTCPeerConnection extends Native {
    #ufrag: string | undefined
    #wasConnected = false

    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      open.add(this)
      this.addEventListener('connectionstatechange', () => this.#changed())
      this.addEventListener('signalingstatechange', () => this.#agreed())
      this.addEventListener('datachannel', ({ channel }) => listen(channel))
    }

    override setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void> {
      return watched(super.setLocalDescription(description))
    }

    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      return watched(super.setRemoteDescription(description))
    }

    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      return listen(super.createDataChannel(label, init))
    }

    override close(): void {
      super.close()
      open.delete(this)
      saw({ facts: { state: 'closed', peers: String(count()) } })
    }

    #changed(): void {
      const state = this.connectionState
      if (state === 'connected') this.#wasConnected = true
      saw({
        facts: { state, peers: String(count()) },
        ...(state === 'failed' && {
          trouble: 'the two sides have found no way to each other (`failed`). Do both run the same code?',
        }),
      })
    }

    /** An ICE restart shows in the description: both sides have new names for their ends. */
    #agreed(): void {
      if (this.signalingState !== 'stable') return
      const ufrag = /^a=ice-ufrag:(.+)$/m.exec(this.currentLocalDescription?.sdp ?? '')?.[1]
      if (this.#wasConnected && ufrag !== this.#ufrag) saw({ facts: { restart: 'agreed' } })
      this.#ufrag = ufrag
    }
  }

  function listen(channel: RTCDataChannel): RTCDataChannel {
    channel.addEventListener('message', () => saw({ facts: { received: channel.label } }))
    channel.addEventListener('error', ({ error }) =>
      saw({ facts: { error: error.name }, trouble: `the data channel \`${channel.label}\` failed: ${error.message}` }),
    )
    return channel
  }

  return { open }
}
