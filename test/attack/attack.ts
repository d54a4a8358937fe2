/** What all attacks have in common. Each is bounded in time and memory and cleans up what it opened. */

/** A router with default limits, as a process of its own. */
export interface Target {
  /** A WebSocket path where anybody may log in as `anonymous`. */
  readonly url: string
  /** The router's process. */
  readonly pid: number
}

/** What an attack measured, in words, and whether the router held. */
export interface Finding {
  readonly figure: string
  readonly holds: boolean
}

/** Attacks a router that runs already. */
export type Attack = (target: Target) => Promise<Finding>

/** An attack that needs a router started in its own way, and starts it. */
export type OwnAttack = () => Promise<Finding>
