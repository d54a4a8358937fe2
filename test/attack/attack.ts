/** The interface of all attacks. Each is bounded in time and memory, and closes everything that it opened. */

/** A router with default limits, as a process of its own. */
export interface Target {
  /** A WebSocket path where every client may log in as `anonymous`. */
  readonly url: string
  /** The router's process. */
  readonly pid: number
}

/** The measurements of an attack, in words, and whether the router withstood it. */
export interface Finding {
  readonly figure: string
  readonly holds: boolean
}

/** Attacks a router that runs already. */
export type Attack = (target: Target) => Promise<Finding>

/** An attack that needs a router started in its own way, and starts it. */
export type OwnAttack = () => Promise<Finding>
