/** The messages of publish and subscribe. */
import type { Kind } from './reading.ts'
import { signalInWords } from './signal.ts'
import { args, details, kwargs, options, payload, request, short } from './wording.ts'
import { asDict } from './values.ts'

const topic = { name: 'Topic', means: 'the topic, as a URI' }
const subscription = { name: 'Subscription', means: "the router's number for this subscription; events carry it" }
const publication = {
  name: 'Publication',
  means: "the router's number for this publication, the same for all who get it",
}

export const publishMessages: readonly Kind[] = [
  {
    code: 16,
    name: 'PUBLISH',
    family: 'publish',
    positions: [request, options, topic, args, kwargs],
    say: (reading) => {
      const { acknowledge, exclude_me, eligible } = asDict(reading.message[2])
      const wishes = [
        ...(Array.isArray(eligible) && eligible.length === 1 ? [`to session ${short(eligible[0])} only`] : []),
        ...(exclude_me === false ? ['to itself too'] : []),
        ...(acknowledge === true ? ['and wants to know that it arrived'] : []),
      ]
      return `publishes to \`${short(reading.message[3])}\`${wishes.map((wish) => `, ${wish}`).join('')}${signalInWords(reading.message[3], reading.message[5]) ?? payload(reading, 4)}`
    },
  },
  {
    code: 17,
    name: 'PUBLISHED',
    family: 'publish',
    positions: [request, publication],
    say: ({ facts: { uri } }) => `confirms the publication${uri ? ` to \`${uri}\`` : ''}`,
  },
  {
    code: 32,
    name: 'SUBSCRIBE',
    family: 'publish',
    positions: [request, options, topic],
    say: ({ message: [, , , uri] }) => `asks to hear everything published to \`${short(uri)}\``,
  },
  {
    code: 33,
    name: 'SUBSCRIBED',
    family: 'publish',
    positions: [request, subscription],
    say: ({ facts: { uri } }) => `confirms the subscription${uri ? ` to \`${uri}\`` : ''}`,
  },
  {
    code: 34,
    name: 'UNSUBSCRIBE',
    family: 'publish',
    positions: [request, subscription],
    say: ({ facts: { uri } }) => `no longer wants to hear ${uri ? `\`${uri}\`` : 'it'}`,
  },
  {
    code: 35,
    name: 'UNSUBSCRIBED',
    family: 'publish',
    positions: [request, { ...details, name: 'Details' }],
    say: ({ message: [, id] }) => (id === 0 ? 'takes the subscription away' : 'confirms: no more events'),
  },
  {
    code: 36,
    name: 'EVENT',
    family: 'publish',
    positions: [subscription, publication, details, args, kwargs],
    say: (reading) => {
      const { uri, from } = reading.facts
      const whose = from === 'me' ? 'brings back what you published' : 'brings what was published'
      return `${whose}${uri ? ` to \`${uri}\`` : ''}${signalInWords(uri, reading.message[5]) ?? payload(reading, 4)}`
    },
  },
  {
    code: 337,
    name: 'EVENT_RECEIVED',
    family: 'publish',
    positions: [publication],
    say: () => 'confirms that the event arrived',
  },
]
