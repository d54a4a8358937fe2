/** The tables whose rows are the data, each after the ones that it refers to. */
export const TABLES = ['users', 'tokens', 'threads', 'members', 'history', 'dead_letters'] as const
