/**
 * The values of `node:http` that the router uses. A plain `import` makes Node evaluate every export, also the lazy ones
 * that load `fetch` and HTTP/2, and makes the start of a router 50 ms slower.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http')
