// The client most Node servers use, by its own discovery.

const here = require('./browser.cjs')

async function main() {
  const client = await here.load('openid-client')
  const method = here.usesBasic ? client.ClientSecretBasic : client.ClientSecretPost
  const server = await client.discovery(here.connector, here.clientId, undefined, method(here.clientSecret), {
    algorithm: 'oauth2', execute: [client.allowInsecureRequests],
  })
  const state = client.randomState()
  const verifier = client.randomPKCECodeVerifier()
  const challenge = {
    code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  }
  const address = client.buildAuthorizationUrl(server, {
    redirect_uri: here.redirectUri, state, ...(here.usesPkce ? challenge : {}),
  })
  const returned = await here.consent(address)
  const checks = { expectedState: state, ...(here.usesPkce ? { pkceCodeVerifier: verifier } : {}) }
  const token = await client.authorizationCodeGrant(server, returned, checks)
  const before = await here.statusOfPets(token.access_token)
  await client.tokenRevocation(server, token.access_token)
  const after = await here.statusOfPets(token.access_token)
  const replay = await client.authorizationCodeGrant(server, returned, checks).catch((error) => error)
  console.log(JSON.stringify({
    type: token.token_type, lifetime: token.expires_in, before, after, replay: replay.error,
    replayStatus: replay.status,
  }))
}

main()
