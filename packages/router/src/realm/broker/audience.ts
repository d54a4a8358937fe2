/** The sessions that a publication is for (*Subscriber Black- and Whitelisting*). */
import type { Id } from '@wampeter/protocol'

/**
 * Plain data, so that it can be stored or sent to another router. An absent list restricts nothing. An empty `eligible`
 * list admits no session.
 */
export interface Audience {
  readonly exclude?: readonly Id[]
  readonly excludeAuthids?: readonly string[]
  readonly excludeAuthroles?: readonly string[]
  readonly eligible?: readonly Id[]
  readonly eligibleAuthids?: readonly string[]
  readonly eligibleAuthroles?: readonly string[]
}

/** The data of a session that an audience is matched against. The session need not be connected to this router. */
export interface Hearer {
  readonly session: Id
  /** Ids that the same session had before it was resumed. */
  readonly formerSessions?: readonly Id[]
  readonly authid: string
  readonly authrole: string
}

/**
 * True when a session is in every `eligible` list and in no `exclude` list. Reads the lists as they are: for one
 * session that costs less than {@link compile}.
 */
export function hears(audience: Audience, { session, formerSessions = [], authid, authrole }: Hearer): boolean {
  const isAny = (list: readonly Id[]): boolean =>
    list.includes(session) || formerSessions.some((former) => list.includes(former))
  const { eligible, eligibleAuthids, eligibleAuthroles, exclude, excludeAuthids, excludeAuthroles } = audience
  return (
    (eligible === undefined || isAny(eligible)) &&
    eligibleAuthids?.includes(authid) !== false &&
    eligibleAuthroles?.includes(authrole) !== false &&
    (exclude === undefined || !isAny(exclude)) &&
    excludeAuthids?.includes(authid) !== true &&
    excludeAuthroles?.includes(authrole) !== true
  )
}

/**
 * Compiles an audience once for all receivers. Judging a session then costs one look-up per list, whatever its length.
 */
export function compile(audience: Audience): (hearer: Hearer) => boolean {
  const onlyOne = soleExcluded(audience)
  if (onlyOne !== undefined)
    return ({ session, formerSessions }) => session !== onlyOne && formerSessions?.includes(onlyOne) !== true
  const tests = [
    listed(audience.eligible, isAnySession, true),
    listed(audience.eligibleAuthids, hasAuthid, true),
    listed(audience.eligibleAuthroles, hasAuthrole, true),
    listed(audience.exclude, isAnySession, false),
    listed(audience.excludeAuthids, hasAuthid, false),
    listed(audience.excludeAuthroles, hasAuthrole, false),
  ].filter((test) => test !== undefined)
  return (hearer) => tests.every((test) => test(hearer))
}

/** The publisher's id in the usual case, in which an audience excludes the publisher and nothing else. */
const soleExcluded = (audience: Audience): Id | undefined =>
  audience.exclude?.length === 1 && excludesSessionsOnly(audience) ? audience.exclude[0] : undefined

/** True when an audience has no other list than `exclude`. */
export const excludesSessionsOnly = (audience: Audience): boolean =>
  audience.excludeAuthids === undefined &&
  audience.excludeAuthroles === undefined &&
  audience.eligible === undefined &&
  audience.eligibleAuthids === undefined &&
  audience.eligibleAuthroles === undefined

type IsIn<Item> = (hearer: Hearer, list: ReadonlySet<Item>) => boolean

const isAnySession: IsIn<Id> = ({ session, formerSessions = [] }, list) =>
  list.has(session) || formerSessions.some((id) => list.has(id))

const hasAuthid: IsIn<string> = ({ authid }, list) => list.has(authid)

const hasAuthrole: IsIn<string> = ({ authrole }, list) => list.has(authrole)

function listed<Item>(
  list: readonly Item[] | undefined,
  isIn: IsIn<Item>,
  admits: boolean,
): ((hearer: Hearer) => boolean) | undefined {
  if (list === undefined) return undefined
  const set = new Set(list)
  return (hearer) => isIn(hearer, set) === admits
}
