/** The features of the broker. */
import type { Feature } from './feature.ts'

export const BROKER: readonly Feature[] = [
  {
    name: 'Pattern-based subscription',
    section: 'Pattern-based Subscriptions',
    router: ['broker.pattern_based_subscription'],
    client: ['subscriber.pattern_based_subscription'],
    options: '`SUBSCRIBE.match`: `exact` (default), `prefix`, `wildcard`. `EVENT.topic` for patterns',
    offered: '`subscribe` and `events` with `match`; `details.topic`',
    tests: [
      [
        'patterns',
        'each matching subscription gets one EVENT under one publication id; EVENTs of patterns name the topic',
      ],
      ['patterns', 'the same text with three match policies makes three subscriptions'],
      ['patterns', 'a pattern keeps its other subscribers when one leaves'],
      ['patterns', 'a pattern is permitted when a rule covers it and no overlapping rule denies it'],
      ['patternIndex', 'after any history the index agrees with a plain list of patterns'],
      ['advanced', 'prefix and wildcard subscriptions get events with their topic'],
      ['client', 'prefix and wildcard subscriptions tell the topic of each event'],
      ['autobahn', 'Autobahn-JS by ${name} subscribes by prefix and wildcard, and takes retained events'],
      ['wampy', 'wampy by ${name} subscribes by prefix and wildcard, and takes retained events'],
    ],
    readme: ['Publish and subscribe by topic, prefix or wildcard'],
  },
  {
    name: 'Subscriber black- and whitelisting',
    section: 'Subscriber Black- and Whitelisting',
    router: ['broker.subscriber_blackwhite_listing'],
    client: ['publisher.subscriber_blackwhite_listing'],
    options:
      '`PUBLISH.exclude`, `exclude_authid`, `exclude_authrole`, `eligible`, `eligible_authid`, `eligible_authrole`, alone and together. An empty `eligible` list admits no session. `limits.header_values` bounds their length',
    offered:
      '`publish` with `exclude`, `excludeAuthid`, `excludeAuthrole`, `eligible`, `eligibleAuthid`, `eligibleAuthrole`',
    tests: [
      ['patterns', 'receiver lists admit and exclude by session, authid and role, separately and combined'],
      ['audience', 'an audience is judged by identity: ${why}'],
      ['audience', 'the lists of an audience are read once, however many sessions are judged'],
      ['advanced', 'an event with receiver lists by session id, authid and authrole reaches exactly those sessions'],
      ['client', 'receiver lists choose who gets an event'],
      ['autobahn', 'Autobahn-JS by ${name} chooses the receivers of an event'],
      ['wampy', 'wampy by ${name} chooses the receivers of an event'],
      ['wampy', 'wampy by ${name} discloses itself, and excludes or admits by each list'],
    ],
    readme: ['receiver lists (`exclude`, `eligible` and the like)'],
  },
  {
    name: 'Publisher exclusion',
    section: 'Publisher Exclusion',
    router: ['broker.publisher_exclusion'],
    client: ['publisher.publisher_exclusion'],
    options: '`PUBLISH.exclude_me`: true by default',
    offered: '`publish` with `excludeMe`',
    tests: [
      ['broker', 'an event goes to every subscriber except its publisher'],
      ['broker', 'with exclude_me false a publisher receives its own event, after PUBLISHED'],
      ['routing', 'with exclude_me: false a publisher gets its own event, after PUBLISHED'],
    ],
    readme: ['publisher exclusion'],
  },
  {
    name: 'Publisher identification',
    section: 'Publisher Identification',
    router: ['broker.publisher_identification'],
    client: ['publisher.publisher_identification', 'subscriber.publisher_identification'],
    options:
      '`PUBLISH.disclose_me`; or Crossbar’s `disclose.publisher` of a rule, or an authorizer’s answer. `EVENT.publisher`, `publisher_authid`, `publisher_authrole`, to every subscriber',
    offered: '`publish` with `discloseMe`; `details.publisher…`',
    tests: [
      ['broker', 'the publisher is disclosed when it asks for that or the rule says so, and not otherwise'],
      ['authorizer', 'an answer with disclose shows the publisher to its subscribers'],
      ['client', 'publisher and caller are shown where one of them asks for it'],
      ['advanced', 'publisher and caller are shown where they ask for it, by session, authid and role'],
      ['autobahn', 'Autobahn-JS by ${name} learns the publisher and the caller where they disclose themselves'],
    ],
    readme: ['disclosed identities'],
  },
  {
    name: 'Acknowledged publications',
    section: 'Publishing and Events',
    router: [],
    client: [],
    options: '`PUBLISH.acknowledge`. A PUBLISH without it that is refused gets no answer',
    offered: '`publish` with `acknowledge`',
    tests: [
      ['broker', 'an acknowledged PUBLISH without subscribers gets PUBLISHED, and is noted'],
      ['refusals', 'an unacknowledged PUBLISH that is refused gets no answer'],
      ['clientPublish', 'an acknowledged event resolves with its id, or rejects'],
    ],
    readme: ['acknowledged publications'],
  },
  {
    name: 'Event retention',
    section: 'Event Retention',
    router: ['broker.event_retention'],
    client: [],
    options:
      '`PUBLISH.retain`, `SUBSCRIBE.get_retained`, `EVENT.retained`. An event for all replaces those of its topic; restricted ones are kept beside it. Its publication id stays. `limits.retained_events`, `limits.retained_bytes`',
    offered: '`publish` with `retain`, `subscribe` with `getRetained`; `details.retained`',
    tests: [
      [
        'patterns',
        'a session that asks for retained events gets them after SUBSCRIBED, marked, with their original id',
      ],
      [
        'patterns',
        'an event for all replaces the retained events of its topic; a restricted one is kept beside it for its audience',
      ],
      ['patterns', 'a pattern gets the retained event of each topic that it matches, with the topic'],
      ['patterns', 'a topic keeps the newest 16 restricted retained events, and never drops the one for all'],
      ['patterns', 'a retained event is judged by all lists of its audience, and keeps its ppt_ options'],
      [
        'patterns',
        'retained events are limited in number and bytes: a PUBLISH that would exceed a limit is refused and not delivered',
      ],
      ['patterns', 'looking for the retained events of a wildcard takes no topic apart, however many there are'],
      ['patterns', 'what one delivery of a retained event decodes or translates is not kept for the next'],
      ['patterns', 'one SUBSCRIBE brings a limited number of retained events, and a note says that some are missing'],
      ['advanced', 'a retained event arrives after SUBSCRIBED'],
      ['client', 'who subscribes later gets the retained event, marked as such'],
    ],
    readme: ['retained events'],
  },
  {
    name: 'Subscription revocation',
    section: 'Subscription Revocation',
    router: ['broker.subscription_revocation'],
    client: ['subscriber.subscription_revocation'],
    options:
      '`UNSUBSCRIBED` with request 0, `subscription` and `reason`: by the meta API, or when a changed config denies it. Autobahn-Python announces the feature, but takes the message for a violation, and its session ends',
    offered: '`subscription.ended`',
    tests: [
      [
        'advanced',
        'a procedure that is taken over by force, and a subscription that is removed, are revoked with the reason',
      ],
      [
        'client',
        'a registration that another client takes over, and a subscription that is removed, are over with the reason',
      ],
      ['autobahn', 'Autobahn-JS by ${name} is told when its subscription is revoked, and may subscribe again'],
      ['meta', 'a removed subscriber gets UNSUBSCRIBED if it announced the feature'],
      ['roleChange', 'a subscription that the changed rules allow stays, one that they deny is revoked with a note'],
      ['metaSockets', 'a session is told that its subscription or registration was removed, with the reason'],
      ['clientSubscribe', 'a subscription that the router revokes is over, and is not asked for again'],
    ],
    readme: ['removing subscriptions and registrations'],
  },
]
