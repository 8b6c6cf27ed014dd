function draw(data) {
  const name = cut(data.name, 60), health = data.health || {}, shots = health.vaccinations || [], weights = health.weights || [];
  const facts = [t(data.species), data.sex !== "unknown" && t(data.sex), language === "en" ? data.age : data.birth && t("born", { day: day(data.birth) }), data.status !== "active" && t(data.status)].filter(Boolean).join(", ");
  const next = data.next_birthday?.date ? t("birthday", { day: day(data.next_birthday.date), turns: data.next_birthday.turns }) : null;
  const shot = (row) => h("li", {}, cut(row.vaccine_name, 60) + ": ", h("span", row.state === "overdue" ? { class: "bad" } : {}, row.due_at ? t("due_" + (row.state === "overdue" ? "was" : "on"), { day: day(row.due_at) }) : t("no_due_date")));
  return [
    title(name, facts), next && h("p", {}, next),
    h("h2", {}, t("vaccinations")),
    shots.length ? h("ul", {}, shots.slice(0, 8).map(shot)) : h("p", { class: "soft" }, t("none_on_record")),
    weights.length > 0 && h("h2", {}, t("weight") + ": " + kg(weights[0].weight_kg) + ", " + day(weights[0].measured_at)),
    curve(weights, t("curve", { name, count: weights.length })),
    weights.length > 1 && table([t("day"), t("weight")], weights.map((row) => [day(row.measured_at), kg(row.weight_kg)])),
    shots.some((row) => row.state === "overdue") && say(t("renew"), t("say_renew", { name })),
    say(t("add_weight"), t("say_add_weight", { name })),
  ];
}
