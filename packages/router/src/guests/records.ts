/** What a router must remember of its guests to end them after it was killed itself. */

export interface LeftGuest {
  readonly name: string
  readonly pid: number
}

/** Kept where it survives the router: `node-directory` implements it. */
export interface GuestRecords {
  /** Guests of the previous router that certainly still run. */
  left(): readonly LeftGuest[]
  started(guest: LeftGuest): void
  ended(pid: number): void
}
