/** The features of both roles. */
import type { Feature } from './feature.ts'

export const SHARED: readonly Feature[] = [
  {
    name: 'Payload passthru mode',
    section: 'Payload Passthru Mode',
    router: ['broker.payload_passthru_mode', 'dealer.payload_passthru_mode'],
    client: ['publisher', 'subscriber', 'caller', 'callee'].map((role) => `${role}.payload_passthru_mode`),
    options:
      '`ppt_scheme`, `ppt_serializer`, `ppt_cipher`, `ppt_keyid` of all seven messages that carry a payload; also the older `enc_algo`, `enc_key`, `enc_serializer`',
    offered:
      '`pptScheme`, `pptSerializer`, `pptCipher`, `pptKeyid`; `@wampeter/client/sealed` encrypts and decrypts ([example](encryption.md))',
    tests: [
      ['broker', 'passthru payloads keep their ppt_ options'],
      [
        'progress',
        'a passthru payload needs a callee that supports it, and is passed on unopened with its ppt_ options',
      ],
      ['advanced', 'a passthru payload and its ppt_ options pass unchanged in both directions'],
      ['payloads', 'a sealed payload is passed on unchanged, with its options'],
      ['sealed', 'events are encrypted for the router and open for subscribers, in order, whichever key sealed them'],
      ['parts', 'each part of a call has the marks of its own passthru payload, also of the older kind'],
      ['parts', 'a part with a passthru payload needs the same features as a whole call'],
      ['sealed', 'parts go both ways sealed, and reading events ends in silence with the client'],
      [
        'sealed',
        'a stream ends with the error of its call, of its sealer, or of a part that is not sealed; leaving it cancels the call',
      ],
      ['sealed', 'each part of an input is opened by the key that sealed it'],
      ['sealed', 'a call, its result and its parts are sealed both ways'],
      ['wampy', 'wampy by ${name} sends input in parts, and a payload that the router does not open'],
      ['wampy', 'wampy by ${name} cancels calls by each mode, and seals calls and results'],
    ],
    readme: ['payload passthrough, with a hook for encryption'],
  },
  {
    name: 'Session meta API',
    section: 'Session Meta API',
    router: ['broker.session_meta_api', 'dealer.session_meta_api'],
    client: [],
    options:
      '`wamp.session.count`, `list`, `get`, `kill`, `kill_by_authid`, `kill_by_authrole`, `kill_all`; `on_join`, `on_leave`. Lists: `limits.listed_ids`',
    offered: '`call` and `subscribe`',
    tests: [
      ['meta', 'sessions are counted and listed, all of them or those with given roles'],
      ['meta', 'a session is described; an unknown session or an invalid id is an error'],
      ['meta', 'the router’s own session, which asks authorizers, is not counted, listed or described'],
      ['meta', 'sessions are ended by authid, by role, and all at once, the caller spared'],
      [
        'meta',
        'on_join and on_leave are published, on_leave with id, authid and role, and not to the session that leaves',
      ],
      ['meta', 'an answer lists a limited number of ids, and the refusal says what to ask instead'],
      ['metaSockets', 'a session is ended by its id, with a reason and a message, given by position or by name'],
      ['metaSockets', 'a killed session causes on_leave; kill_all causes none'],
    ],
    readme: ['lists and events of sessions, subscriptions and registrations', 'killing sessions'],
  },
  {
    name: 'Subscription meta API',
    section: 'Subscription Meta API',
    router: ['broker.subscription_meta_api'],
    client: [],
    options:
      '`wamp.subscription.list`, `lookup`, `match`, `get`, `list_subscribers`, `count_subscribers`, `remove_subscriber` (Crossbar’s); `on_create`, `on_subscribe`, `on_unsubscribe`, `on_delete`',
    offered: '`call` and `subscribe`',
    tests: [
      ['meta', 'subscriptions are listed, looked up, matched, described and counted'],
      ['patterns', 'the meta API shows the match policy: lookup, match, list, get and on_create'],
      [
        'meta',
        'a subscription has meta events: on_create before its first subscriber, on_delete after its last, with the session id',
      ],
      ['meta', 'subscriptions to the router’s own topics have no meta events and are not listed'],
      ['meta', 'a list is made again only when its table has changed, and is never out of date'],
    ],
    readme: [],
  },
  {
    name: 'Registration meta API',
    section: 'Registration Meta API',
    router: ['dealer.registration_meta_api'],
    client: [],
    options:
      '`wamp.registration.list`, `lookup`, `match`, `get`, `list_callees`, `count_callees`, `remove_callee` (Crossbar’s); `on_create`, `on_register`, `on_unregister`, `on_delete`',
    offered: '`call` and `subscribe`',
    tests: [
      ['meta', 'registrations are listed, looked up, matched, described and counted'],
      [
        'meta',
        'lookup, match, list, get and the meta events of registrations know the match policy, and no pattern matches the router’s own procedures',
      ],
      ['meta', 'a registration has meta events in the same order'],
      [
        'meta',
        'force_reregister, and the removal of a callee or a subscriber, have meta events, after the answer to their cause',
      ],
    ],
    readme: [],
  },
  {
    name: 'Session testament',
    section: 'Session Testament',
    router: ['dealer.testament_meta_api'],
    client: [],
    options:
      '`wamp.session.add_testament` with `publish_options` and `scope` (`destroyed`, `detached`), `flush_testaments`. `limits.testaments_per_session`, `limits.testament_bytes_per_session`',
    offered: '`call`',
    tests: [
      ['meta', 'testaments are published when the session ends, detached ones first, and on_leave follows'],
      ['meta', 'a testament has the options of a PUBLISH, and is published as by the session that left'],
      ['meta', 'testaments are flushed by scope, limited, and checked when they are added'],
      ['meta', 'a testament that the session may not publish is not published'],
      ['crossing', 'after a lost connection its testament and on_leave are published once'],
    ],
    readme: ['testaments'],
  },
]
