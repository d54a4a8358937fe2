import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { pageServer } from './page-server.ts'

const PORTS = { router: 8000, accounts: 8014, threads: 8015, broadcast: 8016 }

async function asked(path: string, host: string, isOpen = false): Promise<IncomingMessage> {
  const server = pageServer({ assets: new Map([['chat.js', Buffer.from('1')]]), ports: PORTS, isOpen })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const [response] = (await once(request({ port, path, headers: { host } }).end(), 'response')) as [IncomingMessage]
  response.resume()
  server.close()
  server.closeAllConnections()
  return response
}

test('names of this machine are answered, a foreign name that points to it is not', async () => {
  for (const host of ['localhost', 'localhost:8081', '127.0.0.1:8081'])
    assert.equal((await asked('/chat/', host)).statusCode, 200, host)
  for (const host of ['evil.example', 'localhost.evil.example', 'localhost; connect-src *', '[::1]'])
    assert.equal((await asked('/chat/', host)).statusCode, 421, host)
})

test('opened to the network, the policy names the host that was asked', async () => {
  const { headers } = await asked('/chat/', 'chat.school:8081', true)
  assert.match(
    String(headers['content-security-policy']),
    /connect-src 'self' ws:\/\/chat\.school:8000 http:\/\/chat\.school:8014 http:\/\/chat\.school:8015 http:\/\/chat\.school:8016;/,
  )
  assert.equal((await asked('/chat/', `x;connect-src *`, true)).statusCode, 421)
})

test('every answer has its type and its protection', async () => {
  const { statusCode, headers } = await asked('/assets/chat.js', 'localhost')
  assert.deepEqual([statusCode, headers['content-type']], [200, 'text/javascript; charset=utf-8'])
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.match(String(headers['permissions-policy']), /camera=\(self\).*geolocation=\(\)/)
  assert.match(String((await asked('/nothing', 'localhost')).headers['content-security-policy']), /default-src 'none'/)
})
