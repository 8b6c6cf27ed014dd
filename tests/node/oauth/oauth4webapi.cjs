// The strictest client there is: metadata, issuer on the way back, token, revocation, and the errors between.

const here = require('./browser.cjs')

async function main() {
  const oauth = await here.load('oauth4webapi')
  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = here.connector
  const discovered = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
  const server = await oauth.processDiscoveryResponse(issuer, discovered)

  const client = { client_id: here.clientId }
  const authenticate = (here.usesBasic ? oauth.ClientSecretBasic : oauth.ClientSecretPost)(here.clientSecret)
  const state = oauth.generateRandomState()
  const verifier = oauth.generateRandomCodeVerifier()

  const address = new URL(server.authorization_endpoint)
  address.search = new URLSearchParams({
    response_type: 'code', client_id: client.client_id, redirect_uri: here.redirectUri, state, scope: 'pets',
  })
  if (here.usesPkce) {
    address.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier))
    address.searchParams.set('code_challenge_method', 'S256')
  }
  const returned = await here.consent(address)
  const parameters = oauth.validateAuthResponse(server, client, returned, state)

  const trade = () => oauth.authorizationCodeGrantRequest(
    server, client, authenticate, parameters, here.redirectUri, here.usesPkce ? verifier : oauth.nopkce, insecure,
  )
  const token = await oauth.processAuthorizationCodeResponse(server, client, await trade())
  const before = await here.statusOfPets(token.access_token)

  const revocation = await oauth.revocationRequest(server, client, authenticate, token.access_token, insecure)
  const revoked = await oauth.processRevocationResponse(revocation)
  const after = await here.statusOfPets(token.access_token)

  const replay = await oauth.processAuthorizationCodeResponse(server, client, await trade()).catch((error) => error)

  const refusedAddress = new URL(address)
  refusedAddress.searchParams.set('response_type', 'token')
  const refused = await fetch(refusedAddress, { redirect: 'manual' })
  let denied
  try {
    oauth.validateAuthResponse(server, client, new URL(refused.headers.get('location')), state)
  } catch (error) {
    denied = error
  }
  console.log(JSON.stringify({
    type: token.token_type, lifetime: token.expires_in, scope: token.scope, before, revoked: revoked === undefined,
    after, replay: replay.error, replayStatus: replay.status, denied: denied.error,
  }))
}

main()
