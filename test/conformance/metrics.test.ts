/** The metrics of a real router about its clients, its certificates and its config. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { LiveConfig } from '@wampeter/router'
import { Payload } from '@wampeter/protocol'
import { checkedConfig, startNode } from '../support/node.ts'
import { RawClient } from '../support/raw-client.ts'
import { configFor, startRouter } from '../support/router.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-metrics-'))
after(() => rmSync(folder, { recursive: true }))
const paths = { metrics: { type: 'metrics' } }

async function metricsAt(port: number): Promise<(sample: string) => number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return (sample) => {
    const line = text.split('\n').find((found) => found.startsWith(`${sample} `))
    return Number(line?.slice(sample.length))
  }
}

test('connections, subscriptions, registrations and pending calls are shown, by role', async () => {
  await using running = await startRouter({ paths })
  const [callee, caller] = [await RawClient.join(running.url), await RawClient.join(running.url)]
  callee.send({ kind: 'REGISTER', request: 1, options: {}, procedure: 'com.example.slow' })
  await callee.next('REGISTERED')
  for (const [request, topic] of [
    [2, 'com.example.a'],
    [3, 'com.example.b'],
  ] as const) {
    caller.send({ kind: 'SUBSCRIBE', request, options: {}, topic })
    await caller.next('SUBSCRIBED')
  }
  caller.send({ kind: 'CALL', request: 4, options: {}, procedure: 'com.example.slow', payload: Payload.empty })
  await callee.next('INVOCATION')
  const value = await metricsAt(running.port)
  const role = '{realm="realm1",role="guest"}'
  assert.equal(value(`wampeter_sessions${role}`), 2)
  assert.equal(value(`wampeter_subscriptions${role}`), 2)
  assert.equal(value(`wampeter_registrations${role}`), 1)
  assert.equal(value(`wampeter_pending_calls${role}`), 1)
  assert.equal(value('wampeter_connections'), 3) // including that of the metrics request
  assert.equal(value('wampeter_call_duration_seconds_count'), 0)
  callee.send({ kind: 'YIELD', request: 1, options: {}, payload: Payload.empty })
  await caller.next('RESULT')
  assert.equal((await metricsAt(running.port))('wampeter_call_duration_seconds_count'), 1)
  callee.end()
  caller.end()
})

test('the expiry of a certificate is shown', async () => {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=localhost']
  execFileSync('openssl', [...made, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  await using running = await startRouter({ paths, endpoint: { tls: { key, certificate } } })
  const text = await new Promise<string>((resolve, reject) => {
    get({ host: '127.0.0.1', port: running.port, path: '/metrics', rejectUnauthorized: false }, (response) => {
      let body = ''
      response.on('data', (chunk) => (body += String(chunk))).on('end', () => resolve(body))
    }).on('error', reject)
  })
  const [, seconds] =
    /^wampeter_certificate_expiry_timestamp_seconds\{transport="transport001"\} (\d+)$/m.exec(text) ?? []
  const days = (Number(seconds) - Date.now() / 1000) / 86_400
  assert.ok(days > 29 && days <= 30, String(days))
})

test('a config that cannot be used is shown as a failed reload until a good one follows', async () => {
  const file = join(folder, 'config.json')
  const config = configFor({ paths })
  await using running = await startNode(checkedConfig(config))
  const live = new LiveConfig({
    ...{ node: running.node, file, config: checkedConfig(config), environment: {}, log: running.log },
  })
  const inForce = async () => (await metricsAt(running.port))('wampeter_config_last_reload_successful')
  writeFileSync(file, '{ "version": 2')
  await live.reload()
  assert.equal(await inForce(), 0)
  writeFileSync(file, JSON.stringify(config))
  await live.reload()
  assert.equal(await inForce(), 1)
})
