/** The config that `wampeter init` writes. */

/** Where editors find the JSON Schema that the router package carries. */
export const SCHEMA_URL = 'https://unpkg.com/@wampeter/router/config.schema.json'

const config = {
  $schema: SCHEMA_URL,
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [
        {
          name: 'realm1',
          roles: [
            {
              name: 'anonymous',
              permissions: [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }],
            },
          ],
        },
      ],
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 8080, interface: '127.0.0.1' },
          paths: {
            '/': { type: 'static', directory: '../web' },
            ws: { type: 'websocket', auth: { anonymous: { type: 'static', role: 'anonymous' } } },
          },
        },
      ],
    },
  ],
}

/**
 * The text of a config that starts: web pages and WebSocket on port 8080 of this machine, one realm, everything
 * allowed. Other machines cannot reach it: the operator first decides what strangers may do.
 */
export const initialConfig = (): string => `${JSON.stringify(config, null, 2)}\n`
