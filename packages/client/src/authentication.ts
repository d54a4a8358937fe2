/** How a client proves who it is. A method is a value of this shape; write your own for what is not here. */
import type { Dict } from '@wampeter/protocol'

/** What one attempt to log in has said so far. A new one for each connection. */
export interface LoginAttempt {
  /** What HELLO carried in `authextra`. */
  readonly authextra: Dict
  /** For the method to remember something from CHALLENGE to WELCOME. */
  memory?: unknown
}

/** What AUTHENTICATE carries. A string is a signature without anything extra. */
export type Answer = string | { readonly signature: string; readonly extra: Dict }

/** A way to log in. `challenge` alone is enough for most. */
export interface Authentication {
  /** As in `HELLO.Details.authmethods`. */
  readonly method: string
  readonly authid?: string | undefined
  /** What HELLO is to carry in `authextra`; made anew for each attempt. */
  authextra?(): Dict | Promise<Dict>
  /** Answers CHALLENGE. It may take its time, for example to ask a person. What it throws ends the attempt. */
  challenge?(extra: Dict, attempt: LoginAttempt): Answer | Promise<Answer>
  /** Sees WELCOME, where the router has something to prove too. What it throws ends the attempt. */
  welcome?(details: Dict, attempt: LoginAttempt): void | Promise<void>
}
