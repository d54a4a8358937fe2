import type { Id, Uri } from '@wampeter/protocol'
import { payloadOf } from './arguments.ts'
import { checkFeatures } from './features.ts'
import type { Gate } from './gate.ts'
import { wireOptions } from './options.ts'
import type { PassthruOptions } from './options.ts'
import { Outcome } from './outcome.ts'

/** *Publishing and Events*, *Subscriber Black- and Whitelisting*, *Publisher Identification*, *Event Retention*. */
export interface PublishOptions extends PassthruOptions {
  readonly kwargs?: object
  /** Wait until the router has accepted the event. Default false: a refusal is then silent, as the protocol has it. */
  readonly acknowledge?: boolean
  /** Default true: the publisher does not get its own event. */
  readonly excludeMe?: boolean
  readonly discloseMe?: boolean
  /** Keep the event for those who subscribe later with `getRetained`. */
  readonly retain?: boolean
  readonly exclude?: readonly Id[]
  readonly excludeAuthid?: readonly string[]
  readonly excludeAuthrole?: readonly string[]
  readonly eligible?: readonly Id[]
  readonly eligibleAuthid?: readonly string[]
  readonly eligibleAuthrole?: readonly string[]
}

/** What is published where. */
export interface Publication {
  readonly topic: Uri
  readonly args: readonly unknown[]
  readonly options: PublishOptions
}

export function publish(gate: Gate, { topic, args, options }: Publication): Promise<Id | undefined> {
  const done = new Outcome<Id | undefined>(gate, `publish ${topic}`)
  const { kwargs, ...rest } = options
  const wire = wireOptions(rest)
  gate.enter({
    run(session) {
      const message = { options: wire, topic, payload: payloadOf(args, kwargs) }
      checkFeatures(session, 'broker', options)
      if (options.acknowledge === true) {
        session.ask('PUBLISH', message, {
          answered: ({ publication }) => done.resolve(publication),
          failed: done.reject,
        })
      } else {
        session.ask('PUBLISH', message)
        done.resolve(undefined)
      }
    },
    failed: done.reject,
  })
  return done.promise
}
