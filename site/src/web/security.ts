/**
 * The headers of every answer, and the content security policy. No script, style, image or connection comes from
 * anywhere but this site; the lesson's script may open WebSockets to routers on the same host, and ask the lessons' app there.
 *
 * Lesson pages have 'unsafe-eval': running what the learner wrote is what they are for, and a blob script, which would
 * need no such word, cannot give back a value to print. `require-trusted-types-for` narrows it again: only text that went
 * through the policy `learner-code` (site/pages/code/evaluate.ts) can be evaluated, and nothing at all can become HTML.
 */

/** Where the app listens that knows the users: lesson 4's `login()` asks it for a token. */
const appPort = 8014

export type PageKind = 'text' | 'lesson'

const everyAnswer = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
} as const

export function securityHeaders(): Record<string, string> {
  return { ...everyAnswer }
}

/** `host` is a checked host name. An IPv6 address cannot be written in a policy: such pages are redirected before. */
export function pagePolicy(kind: PageKind, host: string): string {
  const shared = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]
  if (kind === 'text') return [...shared, "script-src 'self'", "trusted-types 'none'"].join('; ')
  return [
    ...shared,
    "script-src 'self' 'unsafe-eval'",
    `connect-src 'self' ws://${host}:* wss://${host}:* http://${host}:${appPort}`,
    'trusted-types learner-code',
  ].join('; ')
}
