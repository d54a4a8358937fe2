/** The ports of the finished chat and its app, as pages speak to them. */
import type { ChatPorts } from '@wampeter/chat/web/server/chat-page.ts'

/** The chat's router, and the app of lesson 4 (accounts), 5 (threads) and 6 (broadcasts). */
export const chatPorts: Readonly<Record<keyof ChatPorts | 'broadcast', string>> = {
  router: process.env['CHAT_PORT'] || '8000',
  accounts: process.env['APP_PORT_4'] || '8014',
  threads: process.env['APP_PORT_5'] || '8015',
  broadcast: process.env['APP_PORT_6'] || '8016',
}
