/**
 * The headers of every answer, and the content security policy. Scripts, styles, images and connections come only
 * from this site. A lesson's script may also open WebSockets to routers on the same host, and send requests to the
 * lessons' app there.
 *
 * Lesson pages have 'unsafe-eval', because they run the learner's code. A blob script would not need it, but cannot
 * return a value to print. `require-trusted-types-for` restricts it: only text that went through the policy
 * `learner-code` (site/pages/code/evaluate.ts) can be evaluated, and no text can become HTML.
 */

import { chatPorts } from './chat-ports.ts'

/** `index`: a text with a live chat. */
export type PageKind = 'text' | 'index' | 'principles' | 'lesson' | 'chat'

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

/** Pages with calls may ask for the camera, the microphone and the screen; no page may ask for more. */
export function pageRights(kind: PageKind): string {
  const whose = kind === 'chat' || kind === 'lesson' ? '(self)' : '()'
  return `camera=${whose}, microphone=${whose}, display-capture=${whose}, geolocation=(), usb=(), serial=()`
}

/** `host` is a checked host name. A policy cannot name an IPv6 address; requests to one are redirected before. */
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
  const { router, accounts, threads } = chatPorts
  if (kind === 'chat') {
    const app = [accounts, threads].map((port) => `http://${host}:${port}`).join(' ')
    return [
      ...shared,
      "script-src 'self'",
      `connect-src 'self' ws://${host}:${router} ${app} http://${host}:${chatPorts.broadcast}`,
      "trusted-types 'none'",
    ].join('; ')
  }
  if (kind === 'text') return [...shared, "script-src 'self'", "trusted-types 'none'"].join('; ')
  if (kind === 'principles')
    return [...shared, "script-src 'self'", "connect-src 'self'", "trusted-types 'none'"].join('; ')
  if (kind === 'index') {
    return [...shared, "script-src 'self'", `connect-src ws://${host}:*`, "trusted-types 'none'"].join('; ')
  }
  return [
    ...shared,
    "script-src 'self' 'unsafe-eval'",
    `connect-src 'self' ws://${host}:* wss://${host}:* http://${host}:${accounts}`,
    'trusted-types learner-code',
  ].join('; ')
}
