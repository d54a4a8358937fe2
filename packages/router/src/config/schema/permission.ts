/** One rule of a role. */
import { z } from 'zod'
import { loosePattern, matchPolicy } from './identifiers.ts'
import { strict } from './objects.ts'

const action = z.boolean().default(false)

const inAllow = 'belongs inside `allow`: "allow": {"call": true, …}'

const allow = strict({
  call: action.describe('Call procedures.'),
  register: action.describe('Offer procedures.'),
  publish: action.describe('Publish to topics.'),
  subscribe: action.describe('Subscribe to topics.'),
}).describe('The allowed actions; an action that is not named is denied.')

const disclose = strict({
  caller: z.boolean().default(false).describe("Show the caller's identity to the callee."),
  publisher: z.boolean().default(false).describe("Show the publisher's identity to subscribers."),
}).describe('Whose identity is always passed on.')

const typeName = z.string()

const validate = strict({
  call: typeName.optional(),
  call_progress: typeName.optional(),
  call_result: typeName.optional(),
  call_result_progress: typeName.optional(),
  call_error: typeName.optional(),
  event: typeName.optional(),
  event_confirmation: typeName.optional(),
  extra: z.unknown().optional(),
}).describe('Types from the inventory that payloads must have.')

/** An entry of `permissions`. */
export const permission = strict(
  {
    uri: loosePattern.describe('A URI or pattern; without `match`, stars make it a pattern: "com.example.*".'),
    match: matchPolicy.optional().describe('How the URI is compared; taken from the stars where absent.'),
    allow: allow.prefault({}),
    disclose: disclose.prefault({}),
    cache: z.boolean().default(false).describe('The decision may be kept.'),
    validate: validate.optional(),
  },
  { call: inAllow, register: inAllow, publish: inAllow, subscribe: inAllow },
).meta({ id: 'permission', description: 'What a role may do with one URI or pattern.' })
