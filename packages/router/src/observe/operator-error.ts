/**
 * An error that an operator can mend. Its message says what happened, to what, why, and what to do, so that no stack is
 * shown for it.
 */
export abstract class OperatorError extends Error {}
