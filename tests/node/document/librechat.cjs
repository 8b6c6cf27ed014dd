// Reads the document and calls tools the way LibreChat does, with its own parser and executor.
//
//   node librechat.cjs DOCUMENT                        prints the functions a model would be given
//   node librechat.cjs DOCUMENT TOKEN CALLS_AS_JSON    runs [[operationId, arguments], ...] and prints the answers

const { readFileSync } = require("node:fs");
const { openapiToFunction, validateAndParseOpenAPISpec } = require("librechat-data-provider");

const [file, token, calls] = process.argv.slice(2);

// LibreChat sends no token at all when any of these is empty, the scope included.
const signedIn = {
  oauth_client_id: "meo-gpt",
  oauth_client_secret: "not-asked-for-here",
  oauth_access_token: token,
  auth: {
    type: "oauth",
    authorization_url: "https://gpt.example/oauth/authorize",
    client_url: "https://gpt.example/oauth/token",
    scope: "pets",
    token_exchange_method: "default_post",
  },
};

async function run(builders, [name, given]) {
  const executor = builders[name].setParams(given);
  await executor.setAuth(signedIn);
  try {
    const answer = await executor.execute();
    return { status: answer.status, body: answer.data };
  } catch (error) {
    if (!error.response) throw error;
    return { status: error.response.status, body: error.response.data };
  }
}

async function main() {
  const read = validateAndParseOpenAPISpec(readFileSync(file, "utf8"));
  if (!read.status) throw new Error(read.message);
  const { functionSignatures, requestBuilders, zodSchemas } = openapiToFunction(read.spec, true);
  if (!calls) {
    const functions = functionSignatures.map(({ name, description, parameters }) => ({
      name,
      description,
      parameters,
      consequential: requestBuilders[name].isConsequential,
      checked: name in zodSchemas,
    }));
    return { message: read.message, server: read.serverUrl, functions };
  }
  const answers = [];
  for (const call of JSON.parse(calls)) answers.push(await run(requestBuilders, call));
  return answers;
}

main().then(
  (found) => console.log(JSON.stringify(found)),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
