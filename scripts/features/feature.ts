/** The shape of an entry of docs/features.md. */

/** A test: the file's name in {@link FILES}, and the title as the file writes it. */
export type Shown = readonly [file: keyof typeof FILES, title: string]

/** A feature that is offered. */
export interface Feature {
  readonly name: string
  /** The section of the specification. */
  readonly section: string
  /** The keys in WELCOME, such as `broker.event_retention`. */
  readonly router: readonly string[]
  /** The keys in our client's HELLO, such as `callee.call_timeout`. */
  readonly client: readonly string[]
  /** Its options, and what they do where that is not obvious. */
  readonly options: string
  /** How our client offers it. */
  readonly offered: string
  readonly tests: readonly Shown[]
  /** What the README's list says of it. */
  readonly readme: readonly string[]
}

/** A feature that is not offered. */
export interface Absent {
  readonly name: string
  readonly section: string
  readonly why: string
  /** The keys that WELCOME and HELLO therefore do not have. */
  readonly keys: readonly string[]
  readonly tests?: readonly Shown[]
  /** What the README's list says of it. */
  readonly readme: string
}

/** A trap of the specification, or bad input, and what is done about it. */
export interface Trap {
  readonly what: string
  readonly tests: readonly Shown[]
}

const REALM = 'packages/router/src/realm'
const SESSION = 'packages/router/src/session'
const CLIENT = 'packages/client/src'

/** The files of the named tests. */
export const FILES = {
  audience: `${REALM}/broker/audience.test.ts`,
  broker: `${REALM}/broker/broker.test.ts`,
  patterns: `${REALM}/broker/patterns.test.ts`,
  dealer: `${REALM}/dealer/dealer.test.ts`,
  progress: `${REALM}/dealer/progress.test.ts`,
  parts: `${REALM}/dealer/parts.test.ts`,
  rerouting: `${REALM}/dealer/rerouting.test.ts`,
  shared: `${REALM}/dealer/shared.test.ts`,
  meta: `${REALM}/meta/meta-api.test.ts`,
  authorizer: `${REALM}/permissions/authorizer.test.ts`,
  pattern: `${REALM}/pattern.test.ts`,
  patternIndex: `${REALM}/pattern-index.test.ts`,
  roleChange: `${REALM}/role-change.test.ts`,
  traps: `${REALM}/traps.test.ts`,
  brokerModel: `${REALM}/broker/model.test.ts`,
  dealerModel: `${REALM}/dealer/model.test.ts`,
  model: `${REALM}/model.test.ts`,
  batched: 'packages/protocol/src/framing/batched.test.ts',
  batchReader: 'packages/protocol/src/framing/batch-reader.test.ts',
  clientAuth: `${CLIENT}/auth/auth.test.ts`,
  costs: 'test/conformance/costs.test.ts',
  cryptosign: 'test/conformance/cryptosign.test.ts',
  parking: 'test/conformance/parking.test.ts',
  outbox: `${SESSION}/outbox.test.ts`,
  connectionState: `${SESSION}/connection-state.test.ts`,
  fields: 'packages/protocol/src/fields.test.ts',
  payload: 'packages/protocol/src/payload.test.ts',
  values: 'packages/protocol/test/properties.test.ts',
  vectors: 'packages/protocol/test/vectors.test.ts',
  fuzz: 'packages/router/test/fuzz/fuzz.test.ts',
  calls: 'packages/router/test/leaks/calls.test.ts',
  leaks: 'test/conformance/leaks.test.ts',
  advanced: 'test/conformance/advanced.test.ts',
  crossing: 'test/conformance/traps.test.ts',
  metaSockets: 'test/conformance/meta-api.test.ts',
  payloads: 'test/conformance/payloads.test.ts',
  prototype: 'test/conformance/prototype.test.ts',
  refusals: 'test/conformance/refusals.test.ts',
  reload: 'test/conformance/reload.test.ts',
  routing: 'test/conformance/routing.test.ts',
  violations: 'test/conformance/violations.test.ts',
  client: 'test/client/advanced.test.ts',
  clientSockets: 'test/client/sockets.test.ts',
  sealed: 'test/client/sealed.test.ts',
  clientPublish: `${CLIENT}/publish.test.ts`,
  clientRegister: `${CLIENT}/register.test.ts`,
  clientSubscribe: `${CLIENT}/subscribe.test.ts`,
  attack: 'test/attack/attack.test.ts',
  autobahn: 'test/interop/autobahn-js-advanced.test.ts',
  python: 'test/interop/autobahn-python-advanced.test.ts',
  wampy: 'test/interop/wampy-advanced.test.ts',
} as const
