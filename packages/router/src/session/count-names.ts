/**
 * The names of counters. The list is closed, so that no peer can add counters. All counters are shown from the start,
 * also at zero.
 */
export const COUNT_NAMES = [
  'sessions_opened',
  'sessions_refused',
  'protocol_violations',
  'slow_readers_ended',
  'handshake_timeouts',
  'connections_refused',
  'descriptors_short',
  'senders_throttled',
  'oversized_messages',
  'internal_errors',
  'publish_refused',
  'publish_unheard',
  'request_refused',
  'retained_cut',
  'answer_dropped',
  'progress_dropped',
  'message_unencodable',
  'authorizer_failed',
  'parked_dropped',
  'parked_full',
  'transport_failures',
  'requests_failed',
  'responses_stalled',
  'upgrades_refused',
  'subscription_revoked',
  'registration_revoked',
] as const

/** The name of a counter. */
export type CountName = (typeof COUNT_NAMES)[number]
