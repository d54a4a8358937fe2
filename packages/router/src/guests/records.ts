/** The records of running guests: with them the next router ends the guests of a router that was killed. */

export interface LeftGuest {
  readonly name: string
  readonly pid: number
}

/** Stores the records so that they survive the router. `node-directory` implements it. */
export interface GuestRecords {
  /** The guests of the previous router that certainly still run. */
  left(): readonly LeftGuest[]
  started(guest: LeftGuest): void
  ended(pid: number): void
}
