/**
 * The headers of every answer, and the content security policy. Scripts, styles, images and connections come only
 * from this site. A lesson's script may also open WebSockets to routers on the same host, and send requests to the
 * lessons' app there.
 *
 * Lesson pages have 'unsafe-eval', because they run the learner's code. A blob script would not need it, but cannot
 * return a value to print. `require-trusted-types-for` restricts it: only text that went through the policy
 * `learner-code` (site/pages/code/evaluate.ts) can be evaluated, and no text can become HTML.
 */

import { chatPolicy, SHARED_POLICY } from '@wampeter/chat/web/server/chat-page.ts'
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
  const shared = SHARED_POLICY
  if (kind === 'chat') return chatPolicy(host, chatPorts)
  if (kind === 'text') return [...shared, "script-src 'self'", "trusted-types 'none'"].join('; ')
  if (kind === 'principles')
    return [...shared, "script-src 'self'", "connect-src 'self'", "trusted-types 'none'"].join('; ')
  if (kind === 'index') {
    return [...shared, "script-src 'self'", `connect-src ws://${host}:*`, "trusted-types 'none'"].join('; ')
  }
  return [
    ...shared,
    "script-src 'self' 'unsafe-eval'",
    `connect-src 'self' ws://${host}:* wss://${host}:* http://${host}:${chatPorts.accounts}`,
    'trusted-types learner-code',
  ].join('; ')
}
