/** Reads the audience from the options of a PUBLISH (*Subscriber Black- and Whitelisting*). */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Id, PublishOptions } from '@wampeter/protocol'
import type { Audience } from './audience.ts'

/**
 * Undefined means every subscriber, including the publisher. The publisher is excluded unless `exclude_me` is false.
 */
export function wantedAudience(options: PublishOptions, publisher: Id): Audience | undefined {
  if (options === EMPTY_DICT) return { exclude: [publisher] }
  const exclude = excluded(options, publisher)
  if (!namesLists(options)) return exclude === undefined ? undefined : { exclude }
  return {
    ...(exclude !== undefined && { exclude }),
    ...(options.exclude_authid !== undefined && { excludeAuthids: options.exclude_authid }),
    ...(options.exclude_authrole !== undefined && { excludeAuthroles: options.exclude_authrole }),
    ...(options.eligible !== undefined && { eligible: options.eligible }),
    ...(options.eligible_authid !== undefined && { eligibleAuthids: options.eligible_authid }),
    ...(options.eligible_authrole !== undefined && { eligibleAuthroles: options.eligible_authrole }),
  }
}

function excluded({ exclude, exclude_me }: PublishOptions, publisher: Id): readonly Id[] | undefined {
  if (exclude_me === false) return exclude
  return exclude === undefined ? [publisher] : [...exclude, publisher]
}

const namesLists = (options: PublishOptions): boolean =>
  options.exclude_authid !== undefined ||
  options.exclude_authrole !== undefined ||
  options.eligible !== undefined ||
  options.eligible_authid !== undefined ||
  options.eligible_authrole !== undefined

/** True when the options restrict the audience to more than "all but the publisher". */
export const isRestricted = (options: PublishOptions): boolean => options.exclude !== undefined || namesLists(options)
