// Both generations of the TypeScript SDK: list, read, write, and an error that the model must see.
import { createRequire } from "node:module";

const require = createRequire(`${process.env.NODE_PATH}/x.js`);
const { Client: Client1 } = require("@modelcontextprotocol/sdk/client/index.js");
const { StreamableHTTPClientTransport: Transport1 } = require("@modelcontextprotocol/sdk/client/streamableHttp.js");
const { Client: Client2, StreamableHTTPClientTransport: Transport2 } = require("@modelcontextprotocol/client");

const me = { name: "tests", version: "1" };
const options = { requestInit: { headers: { Authorization: `Bearer ${process.env.TOKEN}` } } };
const found = {};

async function walk(name, client, transport, day) {
  await client.connect(transport);
  const { tools } = await client.listTools();
  const read = await client.callTool({ name: "list_pets", arguments: { species: "cat" } });
  const weight = { pet_id: 101, weight_kg: "4,2 kg", measured_at: day };
  const written = await client.callTool({ name: "add_weight", arguments: weight });
  const refused = await client.callTool({ name: "add_weight", arguments: { wieght: 1 } });
  found[name] = {
    tools: tools.length >= 20,
    read: Boolean(read.structuredContent),
    written: written.structuredContent?.weight_kg,
    refused: refused.isError && refused.content[0].text.includes("wieght"),
  };
  await client.close();
}

const url = new URL(process.env.URL);
await walk("sdk 1", new Client1(me), new Transport1(url, options), "2020-01-01");
for (const [mode, day] of [["legacy", "2020-01-02"], ["auto", "2020-01-03"]]) {
  await walk(`client 2 ${mode}`, new Client2(me, { versionNegotiation: { mode } }), new Transport2(url, options), day);
}
console.log(JSON.stringify(found));
