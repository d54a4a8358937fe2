/** The reasons by which refusals are counted. Every other reason of a peer or an authenticator counts as `other`. */
const KNOWN: ReadonlySet<string> = new Set([
  ...[
    'authentication_denied',
    'authentication_failed',
    'authentication_required',
    'authorization_failed',
    'canceled',
    'cannot_authenticate',
    'feature_not_supported',
    'internal_error',
    'invalid_argument',
    'invalid_uri',
    'no_available_callee',
    'no_eligible_callee',
    'no_matching_auth_method',
    'no_such_principal',
    'no_such_procedure',
    'no_such_realm',
    'no_such_registration',
    'no_such_role',
    'no_such_session',
    'no_such_subscription',
    'not_authorized',
    'option_not_allowed',
    'payload_size_exceeded',
    'procedure_already_exists',
    'procedure_exists_with_different_invocation_policy',
    'protocol_violation',
    'runtime_error',
    'timeout',
    'unavailable',
  ].map((name) => `wamp.error.${name}`),
  'wampeter.error.limit_exceeded',
  'slow_reader',
])

export const OTHER = 'other'

/** Every reason that is counted by name, and `other`. */
export const KNOWN_REASONS: readonly string[] = [...KNOWN, OTHER]

/** The reason itself where it is known; else `other`. */
export const knownReason = (reason: string): string => (KNOWN.has(reason) ? reason : OTHER)
