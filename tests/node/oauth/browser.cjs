// What the two client scripts share: where things are, and a browser that presses Connect at the main app.

const { pathToFileURL } = require('node:url')

const env = process.env
exports.connector = new URL(env.CONNECTOR)
exports.clientId = env.CLIENT_ID
exports.clientSecret = env.CLIENT_SECRET
exports.redirectUri = env.REDIRECT_URI
exports.usesBasic = env.METHOD === 'client_secret_basic'
exports.usesPkce = env.PKCE === 'yes'

// The packages are modules of the newer kind, which NODE_PATH alone does not find.
exports.load = (name) => import(pathToFileURL(require.resolve(name)))

exports.consent = async (address) => {
  const started = await fetch(address, { redirect: 'manual' })
  const cookie = started.headers.get('set-cookie').split(';')[0]
  const signed = new URL(started.headers.get('location')).searchParams
  const consented = await fetch(`${env.MAIN_APP}/sandbox/control/consent`, {
    method: 'POST',
    body: new URLSearchParams({ ...Object.fromEntries(signed), email: 'demo@meo.example' }),
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  })
  const { redirect_url: back } = await consented.json()
  const returned = await fetch(back, { redirect: 'manual', headers: { cookie } })
  return new URL(returned.headers.get('location'))
}

exports.statusOfPets = async (token) => {
  const answer = await fetch(new URL('/pets', env.CONNECTOR), { headers: { authorization: `Bearer ${token}` } })
  return answer.status
}
