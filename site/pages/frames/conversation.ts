/**
 * Follows the messages of one WebSocket and interprets each with those before: the request of an answer, the topic of
 * an event, the role of the session. It remembers a bounded number of each.
 */
import { BoundedMap } from '../bounded-map.ts'
import type { Frame } from './frame.ts'
import { kinds } from './kinds.ts'
import type { Facts, Reading } from './reading.ts'
import { signalIn } from './signal.ts'
import { asDict, asText } from './values.ts'

interface Origin {
  readonly frame: number
  readonly uri: string | undefined
  readonly isProbe?: true
}

/** Our client asks to end this subscription, which nobody has, to learn whether the router is still there. */
const nobodysSubscription = 2 ** 53

type Link = Pick<Reading, 'answers' | 'secretAt' | 'isProbe'> & { readonly facts?: Facts }

const remembered = 1_000
const longestParsed = 256 * 1024

export class Conversation {
  readonly #requests = new BoundedMap<string, Origin>(remembered)
  readonly #subscriptions = new BoundedMap<unknown, Origin>(remembered)
  readonly #registrations = new BoundedMap<unknown, Origin>(remembered)
  readonly #ownPublications = new BoundedMap<unknown, true>(remembered)
  /**
   * Publications with `exclude_me: false` and without confirmation, as text. An event with an equal text was
   * published by this session.
   */
  readonly #ownSilent = new BoundedMap<string, number>(remembered)
  #handshake: number | undefined
  #goodbye: number | undefined
  #realm: string | undefined
  #method: string | undefined
  #role: string | undefined

  read(frame: Frame): Reading {
    const message = parse(frame.raw)
    const kind = kinds.get(message[0])
    const { facts, ...link } = kind ? this.#link(kind.name, message, frame) : {}
    const signal = signalIn(facts?.uri, message[5])
    return { frame, kind, message, ...link, facts: { role: this.#role, ...facts, ...(signal && { signal }) } }
  }

  isSubscribedTo(uri: string): boolean {
    return [...this.#subscriptions.values()].some((subscription) => subscription.uri === uri)
  }

  #link(name: string, message: readonly unknown[], frame: Frame): Link {
    const [code, first, second, third] = message
    switch (name) {
      case 'HELLO':
      case 'CHALLENGE':
      case 'AUTHENTICATE':
      case 'WELCOME':
      case 'ABORT':
        return this.#session(name, message, frame)
      case 'GOODBYE':
        return this.#leave(frame)
      case 'SUBSCRIBE':
      case 'PUBLISH':
      case 'REGISTER':
      case 'CALL':
        return this.#ask(frame, { code, id: first, uri: asText(third), message })
      case 'UNSUBSCRIBE': {
        if (second === nobodysSubscription) {
          this.#requests.set(`out ${code} ${first}`, { frame: frame.id, uri: undefined, isProbe: true })
          return { isProbe: true }
        }
        const uri = this.#subscriptions.get(second)?.uri
        this.#subscriptions.delete(second)
        return this.#ask(frame, { code, id: first, uri, message })
      }
      case 'UNREGISTER':
        return this.#ask(frame, { code, id: first, uri: this.#registrations.get(second)?.uri, message })
      case 'SUBSCRIBED': {
        const asked = this.#requests.get(`out 32 ${first}`)
        if (asked) this.#subscriptions.set(second, asked)
        return answer(asked)
      }
      case 'REGISTERED': {
        const asked = this.#requests.get(`out 64 ${first}`)
        if (asked) this.#registrations.set(second, asked)
        return answer(asked)
      }
      case 'PUBLISHED':
        this.#ownPublications.set(second, true)
        return answer(this.#requests.get(`out 16 ${first}`))
      case 'UNSUBSCRIBED':
        return answer(this.#requests.get(`out 34 ${first}`))
      case 'UNREGISTERED':
        return answer(this.#requests.get(`out 66 ${first}`))
      case 'EVENT':
        return this.#event(message)
      case 'RESULT':
      case 'CANCEL':
        return answer(this.#requests.get(`out 48 ${first}`))
      case 'INVOCATION':
        return this.#invocation(message, frame)
      case 'YIELD':
      case 'INTERRUPT':
        return answer(this.#requests.get(`in 68 ${first}`))
      case 'ERROR':
        return this.#error(message, frame)
      default:
        return {}
    }
  }

  #session(
    name: 'HELLO' | 'CHALLENGE' | 'AUTHENTICATE' | 'WELCOME' | 'ABORT',
    message: readonly unknown[],
    frame: Frame,
  ): Link {
    const answers = this.#handshake
    this.#handshake = frame.id
    const [, first, second] = message
    if (name === 'HELLO') {
      this.#realm = asText(first)
      this.#method = undefined
      return { facts: { realm: this.#realm, authid: asText(asDict(second)['authid']) } }
    }
    if (name === 'CHALLENGE') {
      this.#method = asText(first)
      return { answers, facts: { method: this.#method } }
    }
    if (name === 'AUTHENTICATE') {
      return { answers, facts: { method: this.#method }, ...(this.#method === 'ticket' && { secretAt: 1 }) }
    }
    if (name === 'ABORT') return { answers, facts: { error: asText(second), realm: this.#realm, method: this.#method } }
    const { authrole, authid, authmethod, realm } = asDict(second)
    this.#role = asText(authrole)
    return {
      answers,
      facts: {
        role: this.#role,
        authid: asText(authid),
        method: asText(authmethod),
        realm: asText(realm) ?? this.#realm,
      },
    }
  }

  #leave(frame: Frame): Link {
    const answers = this.#goodbye
    this.#goodbye = frame.id
    return { answers }
  }

  #ask(
    frame: Frame,
    { code, id, uri, message }: { code: unknown; id: unknown; uri: string | undefined; message: readonly unknown[] },
  ): Link {
    this.#requests.set(`out ${code} ${id}`, { frame: frame.id, uri })
    const { exclude_me, acknowledge } = asDict(message[2])
    if (code === 16 && exclude_me === false && acknowledge !== true) {
      const same = eventKey(uri, message)
      this.#ownSilent.set(same, (this.#ownSilent.get(same) ?? 0) + 1)
    }
    return { facts: { uri } }
  }

  #event(message: readonly unknown[]): Link {
    const [, subscription, publication, details] = message
    const origin = this.#subscriptions.get(subscription)
    const uri = asText(asDict(details)['topic']) ?? origin?.uri
    return {
      answers: origin?.frame,
      facts: { uri, from: this.#isOwn(publication, eventKey(uri, message)) ? 'me' : 'another' },
    }
  }

  #isOwn(publication: unknown, key: string): boolean {
    if (this.#ownPublications.has(publication)) return true
    const silent = this.#ownSilent.get(key) ?? 0
    if (silent > 0) this.#ownSilent.set(key, silent - 1)
    return silent > 0
  }

  #invocation([code, id, registration, details]: readonly unknown[], frame: Frame): Link {
    const origin = this.#registrations.get(registration)
    const uri = asText(asDict(details)['procedure']) ?? origin?.uri
    this.#requests.set(`in ${code} ${id}`, { frame: frame.id, uri })
    return { answers: origin?.frame, facts: { uri } }
  }

  #error([, code, id, , error]: readonly unknown[], { direction }: Frame): Link {
    const asked = this.#requests.get(`${direction === 'in' ? 'out' : 'in'} ${code} ${id}`)
    return {
      answers: asked?.frame,
      facts: { uri: asked?.uri, error: asText(error), refused: kinds.get(code)?.name },
      ...(asked?.isProbe && { isProbe: true }),
    }
  }
}

function answer(asked: Origin | undefined): Link {
  return { answers: asked?.frame, facts: { uri: asked?.uri } }
}

function eventKey(uri: string | undefined, message: readonly unknown[]): string {
  return `${uri} ${JSON.stringify(message.slice(4))}`
}

function parse(raw: string | undefined): readonly unknown[] {
  if (raw === undefined || raw.length > longestParsed) return []
  try {
    const value: unknown = JSON.parse(raw)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
