/**
 * An error that an operator can fix. Its message says what happened, to what, why, and what to do. So it is shown
 * without a stack.
 */
export abstract class OperatorError extends Error {}
