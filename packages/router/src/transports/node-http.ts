/**
 * `node:http`, for those who need more of it than types. An `import` of it makes Node read every export, also the
 * lazy ones behind which `fetch` and HTTP/2 lie, and costs a starting router 50 ms; this way it does not.
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http')
