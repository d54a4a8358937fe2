/** Who is in a thread, as the page shows it. */

/** Names that came and went. `isReset`: the list begins anew. */
export interface PresenceChange {
  readonly joined: readonly string[]
  readonly left: readonly string[]
  readonly isReset: boolean
}

/** The names after a change, in order. */
export function hereAfter(before: readonly string[], { joined, left, isReset }: PresenceChange): readonly string[] {
  const names = new Set(isReset ? [] : before)
  for (const name of left) names.delete(name)
  for (const name of joined) names.add(name)
  return [...names].toSorted((one, other) => one.localeCompare(other))
}
