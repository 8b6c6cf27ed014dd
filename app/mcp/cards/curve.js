function curve(weights, label) {
  const rows = weights.filter((row) => !row.in_future).map((row) => ({ at: Date.parse(row.measured_at), kg: row.weight_kg, on: row.measured_at })).sort((a, b) => a.at - b.at);
  if (rows.length < 2) return null;
  const first = rows[0], last = rows.at(-1), lows = rows.map((row) => row.kg), low = Math.min(...lows), high = Math.max(...lows);
  const x = (row) => 60 + (332 * (row.at - first.at)) / (last.at - first.at || 1), y = (row) => 130 - (110 * (row.kg - low)) / (high - low || 1);
  const dots = rows.length <= 40 ? rows.map((row) => h("circle", { class: "dot", cx: x(row), cy: y(row), r: 3 })) : [];
  return h("svg", { viewBox: "0 0 400 165", role: "img", "aria-label": label },
    h("line", { class: "axis", x1: 60, y1: 140, x2: 392, y2: 140 }),
    h("polyline", { class: "curve", points: rows.map((row) => x(row).toFixed(1) + "," + y(row).toFixed(1)).join(" ") }), dots,
    h("text", { x: 0, y: 24 }, kg(high)), high > low && h("text", { x: 0, y: 134 }, kg(low)),
    h("text", { x: 60, y: 158 }, day(first.on)), h("text", { x: 392, y: 158, "text-anchor": "end" }, day(last.on)));
}
