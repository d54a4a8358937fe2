/** The features of the dealer. */
import type { Feature } from './feature.ts'

export const DEALER: readonly Feature[] = [
  {
    name: 'Pattern-based registration',
    section: 'Pattern-based Registrations',
    router: ['dealer.pattern_based_registration'],
    client: ['callee.pattern_based_registration'],
    options:
      '`REGISTER.match`: `exact` (default), `prefix`, `wildcard`. Exact before the longest prefix before the wildcard with the first literal component. `INVOCATION.procedure` for patterns',
    offered: '`register` with `match`; `details.procedure`',
    tests: [
      ['patternIndex', 'the best match is the exact one, else the longest prefix, else the most specific wildcard'],
      [
        'shared',
        'the same text with another match policy is another registration; the best match answers and sees the procedure',
      ],
      ['shared', 'a pattern never matches the router’s own procedures'],
      ['advanced', 'a call to a pattern registration names the procedure, and gets progressive results'],
      ['autobahn', 'Autobahn-JS by ${name} shares a registration, and registers by prefix and wildcard'],
    ],
    readme: ['Calls by procedure, prefix or wildcard'],
  },
  {
    name: 'Shared registration',
    section: 'Shared Registration',
    router: ['dealer.shared_registration'],
    client: ['callee.shared_registration'],
    options:
      '`REGISTER.invoke`: `single` (default), `first`, `last`, `roundrobin`, `random`. Crossbar’s `concurrency` (calls at a time of this callee) and `force_reregister` (take the procedure over)',
    offered: '`register` with `invoke`, `concurrency`, `forceReregister`',
    tests: [
      ['shared', 'a shared registration chooses callees by its policy'],
      ['shared', 'callees share one registration id; the first callee sets the policy, and another policy is refused'],
      ['shared', 'round robin goes on when callees join and leave'],
      ['shared', 'round robin is even where callees take one call at a time, also while one of them is busy'],
      [
        'shared',
        'a callee gets as many calls at a time as its concurrency, then the next callee does, then calls are refused',
      ],
      ['shared', 'a call counts for the concurrency until it ends, for whatever reason'],
      ['shared', 'force_reregister takes a procedure over from all its callees, which get UNREGISTERED'],
      ['advanced', 'two callees of a shared procedure take turns'],
      ['client', 'shared registrations take turns, and another policy is refused'],
      ['autobahn', 'Autobahn-JS by ${name} limits the calls at a time, and takes over a registration by force'],
    ],
    readme: ['shared registrations (single, first, last, round-robin, random) with a concurrency limit each'],
  },
  {
    name: 'Caller identification',
    section: 'Caller Identification',
    router: ['dealer.caller_identification'],
    client: ['caller.caller_identification', 'callee.caller_identification'],
    options:
      '`CALL.disclose_me`, `REGISTER.disclose_caller`; or Crossbar’s `disclose.caller` of a rule, or an authorizer’s answer. `INVOCATION.caller`, `caller_authid`, `caller_authrole`',
    offered: '`call` with `discloseMe`, `register` with `discloseCaller`; `details.caller…`',
    tests: [
      ['dealer', 'the caller is disclosed when it asks for that'],
      ['shared', 'a callee that asks for disclosure sees every caller'],
      ['authorizer', 'an answer with disclose shows the caller to its callee, and one without hides it'],
      ['autobahn', 'Autobahn-JS by ${name} learns the publisher and the caller where they disclose themselves'],
    ],
    readme: [],
  },
  {
    name: 'Progressive call results',
    section: 'Progressive Call Results',
    router: ['dealer.progressive_call_results'],
    client: ['caller.progressive_call_results', 'callee.progressive_call_results'],
    options: '`CALL.receive_progress`, `YIELD.progress`, `RESULT.progress`',
    offered: '`call` with `onProgress`, `stream`; a procedure’s `progress`, or an async generator',
    tests: [
      ['progress', 'progressive results reach a caller that asked for them at once, and a final result follows'],
      ['progress', 'a callee without support is not asked for progressive results, and unwanted ones are dropped'],
      ['progress', 'a callee that sends progress after its call has ended gets INTERRUPT'],
      ['client', 'parts of a result arrive one by one, and parts of an input too'],
      ['autobahn', 'Autobahn-JS by ${name} gets a result in parts, cancels a call and has one time out'],
      ['wampy', 'wampy by ${name} gets a result in parts, cancels a call and has one time out'],
    ],
    readme: ['progressive results'],
  },
  {
    name: 'Progressive call invocations',
    section: 'Progressive Call Invocations',
    router: ['dealer.progressive_call_invocations'],
    client: ['caller.progressive_call_invocations', 'callee.progressive_call_invocations'],
    options:
      '`CALL.progress`, `INVOCATION.progress`. All parts go to one callee; only `progress` and the `ppt_…` options of a further part count',
    offered: '`stream` with `hasInput`, `send` and `end`; a procedure’s `input`',
    tests: [
      ['progress', 'a call in parts goes to one callee under one invocation'],
      ['progress', 'after the last part of a call, another CALL with its id is a violation until the call has ended'],
      ['progress', 'parts that arrive after the call has ended are dropped, and after the last of them the id is free'],
      [
        'progress',
        'a call in parts needs a caller that announced it, and a callee that supports it and can be interrupted',
      ],
      ['parts', 'a part that exceeds a limit ends its call: the caller gets one final answer, the callee INTERRUPT'],
      ['parts', 'a CALL that exceeds a limit, with the id of a call that takes no further parts, is a violation'],
      ['advanced', 'a call in parts is one invocation'],
      ['wampy', 'wampy by ${name} sends input in parts, and a payload that the router does not open'],
    ],
    readme: ['progressive input'],
  },
  {
    name: 'Call canceling',
    section: 'Call Canceling',
    router: ['dealer.call_canceling'],
    client: ['caller.call_canceling', 'callee.call_canceling'],
    options:
      '`CANCEL.mode`: `skip`, `kill`, `killnowait` (default, as in Crossbar). INTERRUPT goes only to callees that announced it',
    offered: '`signal` and `cancelMode`; a procedure’s `signal`',
    tests: [
      ['progress', 'skip answers the caller at once and sends nothing to the callee'],
      ['progress', 'killnowait, the default mode, answers the caller at once and interrupts the callee'],
      ['progress', 'kill waits for the callee’s answer and passes it on, both an error and a result'],
      ['progress', 'a callee that cannot be interrupted gets no message, whatever the mode'],
      ['progress', 'CANCEL with an unknown mode is refused; for an ended call or another session’s call it is ignored'],
      ['advanced', 'a cancelled call ends at once, and its callee is interrupted'],
      ['clientSockets', 'a call is cancelled as its cancelMode says: ${cancelMode}'],
    ],
    readme: ['cancelling'],
  },
  {
    name: 'Call timeout',
    section: 'Call Timeouts',
    router: ['dealer.call_timeout'],
    client: ['caller.call_timeout', 'callee.call_timeout'],
    options:
      '`CALL.timeout` in milliseconds, counted again from each progressive result; `REGISTER.forward_timeout` leaves it to the callee',
    offered: '`call` with `timeoutMs`, also at routers without it; `register` with `forwardTimeout`',
    tests: [
      ['progress', 'a call that exceeds its timeout ends, and its callee gets INTERRUPT'],
      ['progress', 'the timeout starts again with each progressive result, and stops with the final one'],
      ['progress', 'a callee that enforces the timeout itself gets it, and the router sets none'],
      ['advanced', 'a call that takes too long ends by timeout'],
      ['client', 'an aborted call interrupts the procedure, and a late one times out'],
    ],
    readme: ['timeouts'],
  },
  {
    name: 'Call re-routing',
    section: 'Call Re-Routing',
    router: ['dealer.call_reroute'],
    client: ['callee.call_reroute'],
    options:
      'ERROR `wamp.error.unavailable` of a callee that announced it, before any progress. A callee that leaves is never a reason to repeat a call. `limits.reroute_bytes_per_session`',
    offered: "a procedure throws `new WampError('wamp.error.unavailable', …)`",
    tests: [
      ['shared', 'a call is re-routed when its callee is unavailable, until every callee has refused it'],
      ['shared', 'a call is not re-routed after progress, nor by the only callee: the caller gets the error'],
      [
        'shared',
        'what calls keep so that another callee can be asked is bounded: past it a call is made, but not handed on',
      ],
      ['rerouting', 'a refused call goes on in the order of the policy, from the callee that refused it'],
      ['rerouting', 'a refused call whose other callees are busy says so: they did not refuse it'],
      ['rerouting', 'a refused call with a passthru payload never reaches a callee that does not support it'],
      ['rerouting', 'the timeout of a call goes on when its callee refuses it'],
      ['rerouting', 'a cancelled call is not put to another callee when its callee is unavailable'],
      ['client', 'a call goes to another callee where one says that it is unavailable'],
    ],
    readme: ['another callee when one is unavailable'],
  },
  {
    name: 'Registration revocation',
    section: 'Registration Revocation',
    router: ['dealer.registration_revocation'],
    client: ['callee.registration_revocation'],
    options:
      '`UNREGISTERED` with request 0, `registration` and `reason`: by the meta API, `force_reregister`, or a changed config',
    offered: '`registration.ended`',
    tests: [
      ['meta', 'a removed callee gets UNREGISTERED; removing a session that is no callee is an error'],
      [
        'reload',
        'subscriptions and registrations that the rules no longer allow are revoked and logged; the session stays',
      ],
      ['clientRegister', 'a registration ends by unregister, or revoked by the router'],
    ],
    readme: [],
  },
]
