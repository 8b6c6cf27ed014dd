// What the scripts share: where things are, and a person's browser that answers our page and the main app's.

const { pathToFileURL } = require('node:url')

const env = process.env
exports.connector = env.CONNECTOR
exports.redirectUri = env.REDIRECT_URI || 'http://127.0.0.1:3456/callback'

// The packages are modules of the newer kind, which NODE_PATH alone does not find.
exports.load = (name) => import(pathToFileURL(require.resolve(name)))

const sent = (address, fields, headers) =>
  fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers })

exports.answerPages = async (address, choice = 'allow') => {
  const page = await (await fetch(address)).text()
  const confirmation = /name="confirmation" value="([A-Za-z0-9_-]{43})"/.exec(page)
  if (!confirmation) throw new Error(`no page of ours: ${page}`)
  const click = { confirmation: confirmation[1], choice: choice === 'deny' ? 'deny' : 'allow' }
  if (choice === 'see') click.access = 'see'
  const own = { origin: new URL(env.CONNECTOR).origin, 'sec-fetch-site': 'same-origin' }
  const answered = await sent(new URL('/oauth/consent', env.CONNECTOR), click, own)
  const location = new URL(answered.headers.get('location'))
  if (choice === 'deny') return location
  const cookie = answered.headers.get('set-cookie').split(';')[0]
  const person = { ...Object.fromEntries(location.searchParams), email: 'demo@meo.example' }
  const consented = await sent(new URL('/sandbox/control/consent', env.MAIN_APP), person, { 'sec-fetch-site': 'same-origin' })
  const { redirect_url: back } = await consented.json()
  const returned = await fetch(back, { redirect: 'manual', headers: { cookie } })
  return new URL(returned.headers.get('location'))
}
