// A host as the official package makes one: the card in a sandboxed frame, its messages kept for the test.
import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge";

window.show = async (page, context, input, result) => {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.title = "card";
  frame.style.cssText = "border:0;width:100%;height:10px;display:block";
  document.body.replaceChildren(frame);
  const bridge = new AppBridge(null, { name: "test host", version: "1" }, {}, { hostContext: context });
  window.messages = [];
  window.resized = null;
  bridge.onmessage = async (message) => { window.messages.push(message.content[0].text); return {}; };
  bridge.onsizechange = ({ height }) => { frame.style.height = `${height}px`; window.resized = height; };
  const ready = new Promise((done) => { bridge.oninitialized = done; });
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.srcdoc = page;
  await ready;
  await bridge.sendToolInput({ arguments: input });
  await bridge.sendToolResult(result);
};
window.loaded = true;
