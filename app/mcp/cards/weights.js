function draw(data) {
  const name = cut(data.pet_name, 60), rows = data.weights || [], trend = data.change_since || data.trend, loss = data.loss_since_highest;
  const change = trend?.change_kg !== undefined && t(trend.direction, { by: kg(Math.abs(trend.change_kg)), since: day(trend.since) });
  return [
    title(t("weights_of", { name }), rows.length ? t("latest", { weight: kg(rows[0].weight_kg), day: day(rows[0].measured_at) }) : t("no_weights")),
    change && h("p", {}, change),
    loss && h("p", { class: "bad" }, t("lost", { by: kg(loss.loss_kg), percent: number(loss.loss_percent), day: day(loss.highest_on) })),
    curve(rows, t("curve", { name, count: rows.length })),
    rows.length > 0 && table([t("day"), t("weight")], rows.map((row) => [day(row.measured_at), kg(row.weight_kg)])),
    say(t("add_weight"), t("say_add_weight", { name })),
  ];
}
