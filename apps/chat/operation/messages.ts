/** The messages between the supervisor and the processes of the chat, over Node's channel between processes. */

/** From the supervisor. */
export type ToPart =
  | { readonly kind: 'metrics'; readonly id: number }
  /** Send the users away. Only the router does something. */
  | { readonly kind: 'drain' }
  /** The users are gone. */
  | { readonly kind: 'drained' }

/** From a process. */
export type FromPart =
  | { readonly kind: 'readiness'; readonly isReady: boolean; readonly why: string }
  | { readonly kind: 'metrics'; readonly id: number; readonly text: string }
  | { readonly kind: 'drained' }
