/**
 * Perfect negotiation of one connection (WebRTC 1.0, section 10.7): either side may offer at any time. If both offer at
 * once, the impolite side ignores the other's offer, and the polite side drops its own. What is lost is sent again, and
 * a path that has broken is searched anew (ICE restart).
 */
import type { Candidate, Description, Negotiable } from './signal.ts'

/** What is needed of an RTCPeerConnection. */
export interface Connection {
  readonly signalingState: string
  readonly connectionState: string
  readonly localDescription: { readonly type: string; readonly sdp: string } | null
  setLocalDescription(): Promise<void>
  setRemoteDescription(description: Description): Promise<void>
  addIceCandidate(candidate: Candidate | null): Promise<void>
  restartIce(): void
  addEventListener(type: 'negotiationneeded' | 'connectionstatechange', listener: () => void): void
  addEventListener(type: 'icecandidate', listener: (event: CandidateEvent) => void): void
  removeEventListener(type: 'negotiationneeded' | 'connectionstatechange', listener: () => void): void
  removeEventListener(type: 'icecandidate', listener: (event: CandidateEvent) => void): void
}

interface CandidateEvent {
  readonly candidate: { toJSON(): Candidate } | null
}

/** What a negotiation has to say: the id of the call is added by the sender. */
export type Said =
  | { readonly kind: 'description'; readonly description: Description }
  | { readonly kind: 'candidate'; readonly candidate: Candidate | null }

export interface NegotiationOptions {
  /** Both sides must decide this alike: see `isPolite`. */
  readonly polite: boolean
  readonly send: (said: Said) => void
  /** Runs between the other side's offer and the answer to it. */
  readonly onOffer?: () => Promise<void> | void
  /** Told in words of what the other side did wrong, or what failed. */
  readonly onProblem: (problem: string) => void
  /** Runs something later; returns what prevents it. */
  readonly after?: (ms: number, run: () => void) => () => void
}

export interface Negotiation {
  /** Hears a description or a candidate of the other side. */
  hear(signal: Negotiable | Said): Promise<void>
  /** Searches a new way between the two sides; media flow on the old one meanwhile, if it is alive. */
  restartIce(): void
  /** Sends again what the other side may not have got, after signals were lost. */
  again(): void
  stop(): void
}

export const NEGOTIATION_LIMITS = {
  /** The candidates that are taken for one description of the other side. A machine has about ten. */
  candidates: 100,
  /** The signals that wait for the browser. */
  waiting: 200,
  /** A connection that is `disconnected` for so long gets an ICE restart. */
  restartAfterMs: 1_000,
  /** An offer without an answer is sent again after so long, so many times. */
  offerAgainMs: 3_000,
  offersAgain: 5,
} as const

const later = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Begins at once: the connection negotiates as soon as it has something to send or to receive. */
export function negotiate(connection: Connection, options: NegotiationOptions): Negotiation {
  const { polite, send, onProblem, after = later } = options
  let isOffering = false
  let isAnswerBeingSet = false
  let isOfferIgnored = false
  let isStopped = false
  let candidates = 0
  /** The last answer of the other side. */
  let answer: string | undefined
  let waiting = 0
  let isFloodTold = false
  let cancelRestart = (): void => {}
  let cancelAgain = (): void => {}

  const sendLocal = (): void => {
    const { localDescription: local } = connection
    if (isStopped || local === null || (local.type !== 'offer' && local.type !== 'answer')) return
    send({ kind: 'description', description: { type: local.type, sdp: local.sdp } })
  }

  /** Each offer waits for an answer. Signals may get lost, with a session or with the router. */
  const sendOffer = (left: number = NEGOTIATION_LIMITS.offersAgain): void => {
    sendLocal()
    cancelAgain()
    if (left === 0) return
    cancelAgain = after(NEGOTIATION_LIMITS.offerAgainMs, () => {
      if (connection.signalingState === 'have-local-offer') sendOffer(left - 1)
    })
  }

  const offer = async (): Promise<void> => {
    try {
      isOffering = true
      await connection.setLocalDescription()
      if (connection.localDescription?.type === 'offer') sendOffer()
    } catch (error) {
      if (!isStopped) onProblem(`an offer could not be made: ${reason(error)}`)
    } finally {
      isOffering = false
    }
  }

  const hearDescription = async (description: Description): Promise<void> => {
    const isReady = !isOffering && (connection.signalingState === 'stable' || isAnswerBeingSet)
    const isOffer = description.type === 'offer'
    // An offer that was sent again is answered again.
    if (!isOffer && description.sdp === answer && connection.signalingState === 'stable') return
    if (!isOffer && (connection.signalingState !== 'have-local-offer' || isAnswerBeingSet))
      return onProblem('the other side answered an offer that was not made, or was answered already')
    isOfferIgnored = isOffer && !isReady && !polite
    if (isOfferIgnored) return
    candidates = 0
    answer = isOffer ? undefined : description.sdp
    try {
      isAnswerBeingSet = !isOffer
      await connection.setRemoteDescription(description) // an own offer is rolled back where both offered
    } finally {
      isAnswerBeingSet = false
    }
    cancelAgain()
    if (!isOffer || isStopped) return
    await options.onOffer?.()
    await connection.setLocalDescription()
    sendLocal()
  }

  const hearCandidate = async (candidate: Candidate | null): Promise<void> => {
    candidates++
    if (candidates > NEGOTIATION_LIMITS.candidates) {
      // Told once: the limit is there against floods.
      if (candidates === NEGOTIATION_LIMITS.candidates + 1)
        onProblem(`the other side sent more than ${NEGOTIATION_LIMITS.candidates} candidates; the rest is ignored`)
      return
    }
    try {
      await connection.addIceCandidate(candidate)
    } catch (error) {
      if (!isOfferIgnored) throw error // candidates of an offer that was ignored fit nothing
    }
  }

  const needed = (): void => void offer()
  const found = ({ candidate }: CandidateEvent): void => {
    if (!isStopped) send({ kind: 'candidate', candidate: candidate === null ? null : candidate.toJSON() })
  }
  const changed = (): void => {
    cancelRestart()
    if (connection.connectionState === 'failed') connection.restartIce()
    if (connection.connectionState === 'disconnected')
      cancelRestart = after(NEGOTIATION_LIMITS.restartAfterMs, () => connection.restartIce())
  }
  connection.addEventListener('negotiationneeded', needed)
  connection.addEventListener('icecandidate', found)
  connection.addEventListener('connectionstatechange', changed)

  return {
    async hear(signal) {
      if (isStopped) return
      if (waiting >= NEGOTIATION_LIMITS.waiting) {
        if (!isFloodTold) onProblem('the other side sends faster than this page can work; the rest is ignored')
        isFloodTold = true
        return
      }
      waiting++
      try {
        if (signal.kind === 'description') await hearDescription(signal.description)
        else await hearCandidate(signal.candidate)
      } catch (error) {
        if (!isStopped) onProblem(`a ${signal.kind} of the other side cannot be used: ${reason(error)}`)
      } finally {
        waiting--
        if (waiting === 0) isFloodTold = false
      }
    },
    restartIce() {
      if (!isStopped) connection.restartIce()
    },
    again() {
      if (isStopped) return
      if (connection.signalingState === 'have-local-offer') sendOffer()
      else if (connection.connectionState !== 'connected') connection.restartIce()
    },
    stop() {
      isStopped = true
      cancelRestart()
      cancelAgain()
      connection.removeEventListener('negotiationneeded', needed)
      connection.removeEventListener('icecandidate', found)
      connection.removeEventListener('connectionstatechange', changed)
    },
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))
