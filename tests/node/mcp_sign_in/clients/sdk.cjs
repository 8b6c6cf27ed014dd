// One of the official TypeScript clients as a host: sign-in, list, read, write, refresh; prints what came as JSON.
// SDK: sdk (1.x) or client (2.x) · ERA: legacy or auto · DOCUMENT: address of a client metadata document, or empty
// CHOICE: what the person answers on our page (allow, see, deny).

const { answerPages, load, redirectUri, connector } = require('./browser.cjs')
const { SDK, ERA, DOCUMENT, CHOICE } = process.env
const address = new URL('/mcp', connector)

// A host keeps these on disk.
const kept = { signIns: 0 }
const provider = {
  redirectUrl: redirectUri,
  clientMetadata: { client_name: 'TypeScript host', redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' },
  ...(DOCUMENT ? { clientMetadataUrl: DOCUMENT } : {}),
  state: () => 'state-of-the-host',
  clientInformation: () => kept.client,
  saveClientInformation: (client) => { kept.client = client },
  tokens: () => kept.tokens,
  saveTokens: (tokens) => { kept.tokens = tokens },
  redirectToAuthorization: async (url) => {
    kept.signIns += 1
    kept.back = (await answerPages(url, CHOICE)).searchParams
  },
  saveCodeVerifier: (verifier) => { kept.verifier = verifier },
  codeVerifier: () => kept.verifier,
  saveDiscoveryState: (found) => { kept.discovery = found },
  discoveryState: () => kept.discovery,
}

const open = async () => {
  if (SDK === 'sdk') {
    const { Client } = await load('@modelcontextprotocol/sdk/client/index.js')
    const { StreamableHTTPClientTransport } = await load('@modelcontextprotocol/sdk/client/streamableHttp.js')
    const transport = new StreamableHTTPClientTransport(address, { authProvider: provider })
    return [new Client({ name: 'typescript-host', version: '1' }), transport, () => transport.finishAuth(kept.back.get('code'))]
  }
  const { Client, StreamableHTTPClientTransport } = await load('@modelcontextprotocol/client')
  const transport = new StreamableHTTPClientTransport(address, { authProvider: provider })
  const client = new Client({ name: 'typescript-host', version: '1' }, { versionNegotiation: { mode: ERA } })
  return [client, transport, () => transport.finishAuth(kept.back)]
}

const connect = async () => {
  const [client, transport, finish] = await open()
  try {
    await client.connect(transport)
    return client
  } catch (error) {
    if (!kept.back) throw error
  }
  if (kept.back.has('error')) return undefined
  await finish()
  const [again, second] = await open()
  await again.connect(second)
  return again
}

const attempt = async (call) => {
  try {
    const result = await call()
    return result.isError ? result.content[0].text : 'ok'
  } catch (error) {
    return `${error.name}: ${error.message}`
  }
}

const main = async () => {
  const client = await connect()
  if (!client) return { back: Object.fromEntries(kept.back), tokens: Boolean(kept.tokens) }
  const { tools } = await client.listTools()
  const read = await attempt(() => client.callTool({ name: 'list_pets', arguments: {} }))
  const pet = { name: process.env.PET, species: 'cat', country: 'VN' }
  const write = await attempt(() => client.callTool({ name: 'create_pet', arguments: pet }))
  const before = kept.tokens
  kept.tokens = { ...before, access_token: 'ended' }
  const refreshed = await attempt(() => client.callTool({ name: 'list_pets', arguments: {} }))
  await client.close()
  return {
    tools: tools.map((tool) => tool.name),
    read,
    write,
    refreshed,
    rotated: kept.tokens.refresh_token !== before.refresh_token,
    scope: before.scope,
    signIns: kept.signIns,
  }
}

main().then((found) => console.log(JSON.stringify(found)))
